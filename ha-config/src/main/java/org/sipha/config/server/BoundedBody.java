package org.sipha.config.server;

import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ServerTrouble;
import org.sipha.config.ini.LineScanner;

/** Reads a body that isn't larger than a configuration may be, and gives up on any other. */
final class BoundedBody implements BodySubscriber<byte[]> {
  private final BodySubscriber<byte[]> body = BodySubscribers.ofByteArray();
  private Flow.@Nullable Subscription subscription;
  private long bytes;

  @Override
  public CompletionStage<byte[]> getBody() {
    return body.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    body.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (bytes > LineScanner.MAX_FILE_BYTES) {
      return; // was already under way
    }
    bytes += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    if (bytes <= LineScanner.MAX_FILE_BYTES) {
      body.onNext(buffers);
    } else {
      if (subscription != null) {
        subscription.cancel();
      }
      body.onError(
          ServerTrouble.lasting(
              "answers with more than 1 MB, so that is no configuration: check -app and --config-path"));
    }
  }

  @Override
  public void onError(Throwable cause) {
    body.onError(cause);
  }

  @Override
  public void onComplete() {
    body.onComplete();
  }
}
