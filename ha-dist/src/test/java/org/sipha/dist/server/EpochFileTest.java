package org.sipha.dist.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.core.node.Input.EpochNotPersisted;
import org.sipha.core.node.Input.EpochPersisted;
import org.sipha.dist.Answers;

class EpochFileTest {
  @TempDir Path directory;
  private final Answers answers = new Answers();
  private final List<Long> remembered = new ArrayList<>();

  @Test
  void newServerBeginsAtZero() throws IOException {
    assertThat(EpochFile.read(directory)).isZero();
  }

  @Test
  void numberSurvivesARestartAndIsRememberedElsewhere() throws Exception {
    try (EpochFile file = new EpochFile(directory, answers, remembered::add)) {
      file.persist(3);
      assertThat(answers.next(EpochPersisted.class).epoch()).isEqualTo(3);
      file.persist(12);
      assertThat(answers.next(EpochPersisted.class).epoch()).isEqualTo(12);
    }
    assertThat(EpochFile.read(directory)).isEqualTo(12);
    assertThat(remembered).containsExactly(3L, 12L);
    assertThat(directory).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void failureIsAnsweredAndNothingIsRemembered() throws Exception {
    Path gone = directory.resolve("gone");
    try (EpochFile file = new EpochFile(gone, answers, remembered::add)) {
      file.persist(3);
      assertThat(answers.next(EpochNotPersisted.class).text()).contains(gone.toString());
    }
    assertThat(remembered).isEmpty();
  }

  @Test
  void garbageIsAnErrorThatSaysWhatToDo() throws IOException {
    Path file = Files.writeString(directory.resolve("epoch"), "12x\n");
    assertThatThrownBy(() -> EpochFile.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("\"12x\"")
        .hasMessageContaining("write a number into it");
  }
}
