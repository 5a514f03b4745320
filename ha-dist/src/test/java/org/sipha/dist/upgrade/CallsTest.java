package org.sipha.dist.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What became of the calls, through both switchovers and a tool that was killed in between. */
class CallsTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("pair.calls");
  }

  @Test
  void eachCallIsCountedOnceWithWhatBecameOfItLast() throws Exception {
    Calls calls = Calls.none(file());
    calls.before("a", List.of("1", "2", "3", "4"));
    assertThat(calls.areToBeFound("a")).as("nothing has changed yet").isFalse();
    assertThat(calls.areToBeFound("b")).isTrue();
    Set<String> missing = calls.missing(List.of("1", "2", "9"));
    assertThat(missing).containsExactlyInAnyOrder("3", "4");
    calls.after(missing, Map.of("3", "caller-hung-up"), true);
    assertThat(calls.report()).isEqualTo(new Report(4, 2, 1, List.of("4")));

    Calls kept = Calls.kept(file());
    kept.before("b", List.of("1", "2", "9"));
    kept = Calls.kept(file());
    assertThat(kept.areToBeFound("a")).isTrue();
    kept.after(kept.missing(List.of("2", "9")), Map.of("1", "lost-in-switchover"), true);
    assertThat(kept.report()).isEqualTo(new Report(5, 2, 1, List.of("1", "4")));
  }

  @Test
  void withoutAllRecordsACallThatIsGoneCountsAsEnded() throws Exception {
    Calls calls = Calls.none(file());
    calls.before("a", List.of("1", "2"));
    calls.after(calls.missing(List.of()), Map.of(), false);
    calls.lost("2");
    assertThat(calls.report()).isEqualTo(new Report(2, 0, 1, List.of("2")));
  }

  @Test
  void aSwitchoverThatDidNotHappenLeavesNoTrace() throws Exception {
    Calls calls = Calls.none(file());
    calls.before("a", List.of("1", "2"));
    calls.before("a", List.of("2"));
    calls.after(calls.missing(List.of("2")), Map.of(), true);
    assertThat(calls.report()).isEqualTo(new Report(1, 1, 0, List.of()));
  }

  @Test
  void aDamagedFileIsSaidSo() throws IOException {
    Files.writeString(file(), "1 CARRIED\nnonsense\n");
    assertThatThrownBy(() -> Calls.kept(file())).hasMessageContaining("pair.calls can't be read");
  }
}
