package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.option.SampleFile;

/** Times that are possible each by itself and dangerous together. */
class TimingCheckTest {
  @TempDir Path directory;
  private TestFile file;

  @BeforeEach
  void begin() {
    file = new TestFile(directory);
  }

  private TestFile withScripts() {
    return file.set("TServer", "sip-vip-script-up", "/bin/true")
        .set("TServer", "sip-vip-script-down", "/bin/true");
  }

  private void warns(String option, String... texts) {
    assertThat(file.problems()).isEmpty();
    assertThat(TestFile.only(file.warnings())).contains("] " + option).contains(texts);
  }

  private void isSilent() {
    assertThat(file.problems()).isEmpty();
    assertThat(file.warnings()).isEmpty();
  }

  @Test
  void takeoverFromASilentPeerMustBeOverBeforePartiesGiveUp() {
    file.set("TServer", "ha-start-wait", "60").set("backup-sync", "addp-timeout", "31.999");
    isSilent();
    file.set("backup-sync", "addp-timeout", "32");
    warns("addp-timeout = 32", "can take 32 s", "give up after 32 s");

    withScripts().set("backup-sync", "addp-timeout", "20");
    isSilent();
    file.set("TServer", "sip-vip-script-timeout", "12.5");
    warns("addp-timeout = 20", "can take 32.5 s (addp-timeout and the up script)");
  }

  @Test
  void switchoverWithScriptsMustBeOverBeforePartiesGiveUp() {
    withScripts().set("TServer", "sip-vip-script-timeout", "14.999");
    isSilent();
    file.set("TServer", "sip-vip-script-timeout", "15");
    warns("sip-vip-script-timeout = 15", "a switchover can take 32 s");

    file.remove("TServer", "sip-vip-script-up").remove("TServer", "sip-vip-script-down");
    isSilent();
  }

  @Test
  void answerMustNotWaitUntilItIsAskedForAgain() {
    file.set("TServer", "ha-answer-sync-timeout", "499");
    isSilent();
    file.set("TServer", "ha-answer-sync-timeout", "500");
    warns("ha-answer-sync-timeout = 500", "send again after 500 ms");
  }

  @Test
  void switchoverMustNotBeGivenUpBeforeAnAnswerMayGo() {
    file.set("TServer", "ha-answer-sync-timeout", "200").set("TServer", "ha-drain-timeout", "0.2");
    isSilent();
    file.set("TServer", "ha-drain-timeout", "0.199");
    warns("ha-drain-timeout = 0.199", "ha-drain-timeout, 0.199 s, is less than", "0.2 s");
  }

  @Test
  void startingServerMustNotServeBesideAPeerWhoseSilenceIsAllowed() {
    file.set("backup-sync", "addp-timeout", "10");
    isSilent();
    file.set("backup-sync", "addp-timeout", "10.5");
    warns("addp-timeout = 10.5", "ha-start-wait, 10 s, is less than addp-timeout, 10.5 s");
    file.set("TServer", "ha-start-wait", "9");
    warns("ha-start-wait = 9", "ha-start-wait, 9 s");
  }

  @Test
  void sessionTimerThatWouldBeRefusedIsNotAskedFor() {
    file.set("TServer", "session-expires", "90");
    isSilent();
    file.set("TServer", "min-se", "1800");
    warns("session-expires = 90", "is less than min-se, so 1800 s are asked for instead");
    file.set("TServer", "session-expires", "0");
    isSilent();
  }

  @Test
  void whatIsNotValidIsNotJudgedByItsTimes() {
    file.set("TServer", "ha-drain-timeout", "soon").set("backup-sync", "addp-timeout", "0");

    assertThat(file.problems()).hasSize(2);
    assertThat(file.warnings()).isEmpty();
  }

  @Test
  void defaultsFitTogether() {
    isSilent();
    assertThat(file.read(SampleFile.text()).warnings()).isEmpty();
  }
}
