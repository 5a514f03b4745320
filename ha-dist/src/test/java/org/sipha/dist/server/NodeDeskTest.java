package org.sipha.dist.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallTable;
import org.sipha.core.event.Timeline;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.Command.Kind;
import org.sipha.dist.Answers;
import org.sipha.http.ConfigurationAccess;
import org.sipha.http.ConfigurationState;
import org.sipha.sip.trace.MessageLog;
import org.sipha.transport.ProtobufCallCodec;

class NodeDeskTest {
  private final Answers node = new Answers();
  private final NodeDesk desk =
      new NodeDesk(
          node,
          new CallTable(),
          new ProtobufCallCodec(),
          new Timeline(InstantSource.system()),
          Optional::empty,
          () -> {
            throw new IllegalStateException("nobody asks here");
          },
          () -> {
            throw new IllegalStateException("nobody asks here");
          },
          SipWiring.log(new MessageLog(() -> 0)),
          new ConfigurationAccess() {
            @Override
            public ConfigurationState state() {
              throw new IllegalStateException("nobody asks here");
            }

            @Override
            public CompletionStage<ConfigurationState> reload() {
              throw new IllegalStateException("nobody asks here");
            }
          },
          List::of);

  @Test
  void eachCommandGetsItsOwnAnswer() throws Exception {
    CompletableFuture<CommandResult> first =
        desk.command(Kind.SWITCHOVER, false).toCompletableFuture();
    CompletableFuture<CommandResult> second = desk.command(Kind.DEMOTE, true).toCompletableFuture();
    Input.Command switchover = node.next(Input.Command.class);
    Input.Command demote = node.next(Input.Command.class);
    assertThat(switchover.kind()).isEqualTo(Kind.SWITCHOVER);
    assertThat(demote.force()).isTrue();

    desk.reply(demote.number(), result("demoted"));
    assertThat(first).isNotDone();
    assertThat(second.join().text()).isEqualTo("demoted");
    desk.reply(switchover.number(), result("switched"));
    assertThat(first.join().text()).isEqualTo("switched");
  }

  @Test
  void questionGetsItsPage() throws Exception {
    var answer = desk.blockingCalls(null, 10).toCompletableFuture();
    desk.blockingCalls(
        node.next(Input.ListBlockingCalls.class).query(), new BlockingCallsPage(7, List.of()));
    assertThat(answer.join().total()).isEqualTo(7);
  }

  @Test
  void nodeThatHangsFillsNoMemory() {
    for (int i = 0; i < 1_000; i++) {
      var unused = desk.command(Kind.PROMOTE, false);
    }
    assertThat(desk.command(Kind.PROMOTE, false).toCompletableFuture().join().outcome())
        .isEqualTo(Outcome.BUSY);
  }

  private static CommandResult result(String text) {
    return new CommandResult(Outcome.DONE, text, null, List.of());
  }
}
