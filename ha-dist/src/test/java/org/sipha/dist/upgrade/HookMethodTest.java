package org.sipha.dist.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.sipha.dist.upgrade.Sights.NEW;
import static org.sipha.dist.upgrade.Sights.OLD;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.cli.PagesTrust;
import org.sipha.dist.cli.ServerPlace;

/** The operator's own programs: what they are told, and what their end means. */
class HookMethodTest {
  @TempDir Path directory;
  private Path hooks;
  private FakePrograms programs;

  @BeforeEach
  void make() throws IOException {
    programs = new FakePrograms(directory);
    hooks = directory.resolve("hooks");
    for (String name : List.of("check", "stop", "install", "start")) {
      hook(name, "env | grep ^SIPHA_ | sort");
    }
  }

  private void hook(String name, String text) throws IOException {
    FakePrograms.script(hooks.resolve(name), "#!/bin/sh\n" + text + "\n");
  }

  private HookMethod method() throws CommandFailure {
    ServerPlace a = ServerPlace.of(programs.servers.get(0));
    ServerPlace b =
        new ServerPlace(
            "sips-b",
            "http://10.0.0.2:8080/",
            Optional.empty(),
            true,
            new PagesTrust("sips-b", Optional.empty(), Optional.empty()));
    return new HookMethod(
        hooks,
        Path.of("/opt/sipha"),
        "pair",
        new Servers(List.of(a, b)),
        programs.servers.subList(0, 1),
        new JsonObject());
  }

  @Test
  void aHookIsToldWhatItIsAbout() throws Exception {
    hook("install", "env | grep ^SIPHA_ | sort >" + directory.resolve("told"));
    HookMethod method = method();
    method.seen(Sights.backup("sips-b", OLD));
    method.install("sips-b", NEW);
    assertThat(directory.resolve("told"))
        .content()
        .isEqualTo(
            """
            SIPHA_CONFIG=
            SIPHA_FROM=0.1.0
            SIPHA_HOME=/opt/sipha
            SIPHA_NODE=sips-b
            SIPHA_PAIR=pair
            SIPHA_STEP=install
            SIPHA_TO=0.2.0
            SIPHA_URL=http://10.0.0.2:8080/
            """);
    method.install("sips-a", NEW);
    assertThat(directory.resolve("told"))
        .content()
        .contains("SIPHA_CONFIG=" + programs.configuration("sips-a") + "\n");
  }

  @Test
  void theCheckTellsWhatTheVersionSaysOfItselfOnThatHost() throws Exception {
    hook(
        "check",
        """
        echo '{"product":"'$SIPHA_TO'","protocol":{"min":1,"max":2},"schema":1}'
        echo a warning >&2""");
    assertThat(method().ask("sips-b", NEW).product()).isEqualTo(NEW);
    hook("check", "echo 'sips-b.ini:7: unknown option' >&2; exit 78");
    CommandFailure failure =
        catchThrowableOfType(CommandFailure.class, () -> method().ask("sips-b", NEW));
    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(failure.text()).isEqualTo("sips-b.ini:7: unknown option");
    hook("check", "echo yes");
    assertThatThrownBy(() -> method().ask("sips-b", NEW)).hasMessageContaining("yes");
  }

  @Test
  void aHookThatFailsIsToldWithItsLastWords() throws Exception {
    hook("stop", "echo connecting; echo 'Permission denied' >&2; exit 255");
    assertThatThrownBy(() -> method().stop("sips-b", NEW))
        .isInstanceOf(IOException.class)
        .hasMessage("the hook stop ended with status 255:\nconnecting\nPermission denied");
  }

  @Test
  void missingHooksAreNamed() throws Exception {
    Files.delete(hooks.resolve("stop"));
    Files.setPosixFilePermissions(hooks.resolve("start"), Set.of());
    CommandFailure failure = catchThrowableOfType(CommandFailure.class, this::method);
    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.USAGE);
    assertThat(failure.text()).contains("stop, start");
  }
}
