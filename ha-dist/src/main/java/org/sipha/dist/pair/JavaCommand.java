package org.sipha.dist.pair;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that starts another {@code sipha} just as this one was started: same Java, same
 * options, same classes.
 */
final class JavaCommand {
  private JavaCommand() {}

  /**
   * A command line.
   *
   * @param crashReports directory for what a JVM writes about its own crash
   * @param mainClass what to run
   * @param arguments for it
   */
  static List<String> of(Path crashReports, Class<?> mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-XX:ErrorFile=" + crashReports.resolve("crash-%p.log"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(mainClass.getName());
    command.addAll(arguments);
    return command;
  }
}
