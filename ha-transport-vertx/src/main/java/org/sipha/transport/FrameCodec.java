package org.sipha.transport;

import static org.sipha.transport.KindTable.row;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import org.sipha.core.call.CallCodec;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.Ack;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.Frame.Fenced;
import org.sipha.core.link.Frame.Goodbye;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.HelloAck;
import org.sipha.core.link.Frame.Reject;
import org.sipha.core.link.Frame.Resumption;
import org.sipha.transport.wire.Wire;
import org.sipha.transport.wire.Wire.Frame.KindCase;

/**
 * Frames as bytes ({@code message Frame} of {@code ha.proto}), each after its length in 4 bytes,
 * big endian. Stateless and thread-safe.
 */
final class FrameCodec {
  /** Bytes of the length before each frame. */
  static final int LENGTH_BYTES = 4;

  /**
   * Longest frame. The longest that a node makes is a call whose parties sent the largest allowed
   * SIP messages.
   */
  static final int MAX_FRAME_BYTES = 1 << 20;

  private static final EnumNames<Frame.Promise, Wire.Promise> PROMISES =
      new EnumNames<>(Frame.Promise.class, Wire.Promise.class, "PROMISE_");
  private static final EnumNames<Reject.Reason, Wire.Reject.Reason> REASONS =
      new EnumNames<>(Reject.Reason.class, Wire.Reject.Reason.class, "REASON_");

  private final PeerMessageCodec messages;
  private final KindTable<Frame, Wire.Frame.Builder, Wire.Frame, KindCase> kinds;

  FrameCodec(CallCodec calls) {
    this.messages = new PeerMessageCodec(calls);
    this.kinds =
        new KindTable<>(
            List.of(
                row(
                    Hello.class,
                    KindCase.HELLO,
                    (frame, to) -> to.setHello(hello(frame)),
                    from -> hello(from.getHello())),
                row(
                    HelloAck.class,
                    KindCase.HELLO_ACK,
                    (frame, to) ->
                        to.getHelloAckBuilder()
                            .setProtocol(frame.protocol())
                            .setSession(frame.session()),
                    from ->
                        new HelloAck(
                            from.getHelloAck().getProtocol(), from.getHelloAck().getSession())),
                row(
                    Reject.class,
                    KindCase.REJECT,
                    (frame, to) ->
                        to.getRejectBuilder()
                            .setReason(REASONS.toWire(frame.reason()))
                            .setText(frame.text())
                            .setStatus(StatusCodec.status(frame.status())),
                    from -> reject(from.getReject())),
                row(
                    Heartbeat.class,
                    KindCase.HEARTBEAT,
                    (frame, to) -> to.setHeartbeat(heartbeat(frame)),
                    from -> heartbeat(from.getHeartbeat())),
                row(
                    Goodbye.class,
                    KindCase.GOODBYE,
                    (frame, to) -> to.getGoodbyeBuilder().setSession(frame.session()),
                    from -> new Goodbye(from.getGoodbye().getSession())),
                row(
                    Data.class,
                    KindCase.DATA,
                    (frame, to) -> data(frame, to.getDataBuilder()),
                    from -> data(from.getData())),
                row(
                    Ack.class,
                    KindCase.ACK,
                    (frame, to) ->
                        to.getAckBuilder()
                            .setSession(frame.session())
                            .setReceived(frame.received()),
                    from -> new Ack(from.getAck().getSession(), from.getAck().getReceived())),
                row(
                    Fenced.class,
                    KindCase.FENCED,
                    (frame, to) ->
                        to.getFencedBuilder().setSession(frame.session()).setEpoch(frame.epoch()),
                    from ->
                        new Fenced(
                            from.getFenced().getSession(),
                            Bounds.epoch(from.getFenced().getEpoch())))));
  }

  /**
   * Appends a frame with its length.
   *
   * @throws IllegalStateException if it is longer than {@link #MAX_FRAME_BYTES}; then a bound
   *     before it has failed
   */
  void encode(Frame frame, Buffer to) {
    Wire.Frame.Builder wire = Wire.Frame.newBuilder();
    kinds.write(frame, wire);
    byte[] bytes = wire.build().toByteArray();
    if (bytes.length > MAX_FRAME_BYTES) {
      throw new IllegalStateException(
          "a frame of " + bytes.length + " bytes: " + frame.getClass().getSimpleName());
    }
    to.appendInt(bytes.length).appendBytes(bytes);
  }

  /**
   * Decodes a frame without its length. Calls in it stay encoded.
   *
   * @throws MalformedFrameException if the bytes are no frame, or one that makes no sense
   */
  Frame decode(byte[] bytes) throws MalformedFrameException {
    try {
      Wire.Frame frame = Wire.Frame.parseFrom(bytes);
      return kinds.read(frame.getKindCase(), frame);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new MalformedFrameException(
          "a malformed frame of " + bytes.length + " bytes (" + e.getMessage() + ")", e);
    }
  }

  KindTable<Frame, Wire.Frame.Builder, Wire.Frame, KindCase> kinds() {
    return kinds;
  }

  PeerMessageCodec messages() {
    return messages;
  }

  private static Wire.Hello hello(Hello hello) {
    Wire.Hello.Builder wire =
        Wire.Hello.newBuilder()
            .setProtocolMin(hello.protocolMin())
            .setProtocolMax(hello.protocolMax())
            .setProductVersion(hello.productVersion())
            .setPairName(hello.pairName())
            .setNodeName(hello.nodeName())
            .setServerId(hello.serverId())
            .setIncarnation(hello.incarnation())
            .setBootId(hello.bootId())
            .setArbiterType(hello.arbiterType())
            .setArbiterPlace(hello.arbiterPlace())
            .setHttpAddress(hello.httpAddress())
            .putAllUnsafeSettings(hello.unsafeSettings())
            .putAllSharedSettings(hello.sharedSettings())
            .setPreferredPrimary(hello.preferredPrimary())
            .setStatus(StatusCodec.status(hello.status()))
            .setAttempt(hello.attempt());
    if (!hello.resumption().equals(Resumption.NONE)) {
      wire.getResumptionBuilder()
          .setSession(hello.resumption().session())
          .setReceived(hello.resumption().received());
    }
    return wire.build();
  }

  private static Hello hello(Wire.Hello hello) {
    return new Hello(
        hello.getProtocolMin(),
        hello.getProtocolMax(),
        hello.getProductVersion(),
        hello.getPairName(),
        hello.getNodeName(),
        hello.getServerId(),
        hello.getIncarnation(),
        hello.getBootId(),
        hello.getArbiterType(),
        hello.getArbiterPlace(),
        hello.getHttpAddress(),
        hello.getUnsafeSettingsMap(),
        hello.getSharedSettingsMap(),
        hello.getPreferredPrimary(),
        StatusCodec.status(hello.getStatus()),
        hello.getAttempt(),
        hello.hasResumption()
            ? new Resumption(
                hello.getResumption().getSession(), hello.getResumption().getReceived())
            : Resumption.NONE);
  }

  private static Wire.Heartbeat heartbeat(Heartbeat heartbeat) {
    Wire.Heartbeat.Builder wire =
        Wire.Heartbeat.newBuilder()
            .setSession(heartbeat.session())
            .setReceived(heartbeat.received())
            .setSentNanos(heartbeat.sentNanos())
            .setEchoNanos(heartbeat.echoNanos())
            .setStatus(StatusCodec.status(heartbeat.status()))
            .setPromise(PROMISES.toWire(heartbeat.promise()));
    Long wallClockMillis = heartbeat.wallClockMillis();
    if (wallClockMillis != null) {
      wire.setWallClockMillis(wallClockMillis);
    }
    return wire.build();
  }

  private static Heartbeat heartbeat(Wire.Heartbeat heartbeat) {
    return new Heartbeat(
        heartbeat.getSession(),
        heartbeat.getReceived(),
        heartbeat.getSentNanos(),
        heartbeat.getEchoNanos(),
        StatusCodec.status(heartbeat.getStatus()),
        // Whatever a newer version may say here that this one doesn't know is no promise.
        Objects.requireNonNullElse(
            PROMISES.toCoreIfKnown(heartbeat.getPromise()), Frame.Promise.NONE),
        heartbeat.hasWallClockMillis() ? Bounds.wallClock(heartbeat.getWallClockMillis()) : null);
  }

  private static Reject reject(Wire.Reject reject) {
    return new Reject(
        // A newer version may refuse for a reason that this one doesn't know; its text says it.
        Objects.requireNonNullElse(
            REASONS.toCoreIfKnown(reject.getReason()), Reject.Reason.PROTOCOL),
        reject.getText(),
        StatusCodec.status(reject.getStatus()));
  }

  private void data(Data data, Wire.Data.Builder to) {
    to.setSession(data.session()).setNumber(data.number()).setEpoch(data.epoch());
    messages.write(data.message(), to);
  }

  private Data data(Wire.Data data) {
    return new Data(
        data.getSession(), data.getNumber(), Bounds.epoch(data.getEpoch()), messages.read(data));
  }
}
