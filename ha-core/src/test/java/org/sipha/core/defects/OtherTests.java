package org.sipha.core.defects;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.TagFilter.excludeTags;
import static org.junit.platform.launcher.TagFilter.includeTags;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.Filter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/**
 * The tests beside the simulation, run on a broken core: stories first, what takes longer after.
 */
final class OtherTests {
  private static final Path CLASSES = Path.of("target/test-classes");

  private OtherTests() {}

  /** Which of them fail on that defect, in words; empty if none does. */
  static Optional<String> thatFail(Defect defect) {
    return failing(defect, excludeTags("sim", "defects", "interrupted", "interleavings"))
        .or(() -> failing(defect, includeTags("interleavings")))
        .or(() -> failing(defect, includeTags("interrupted")));
  }

  private static Optional<String> failing(Defect defect, Filter<?> filter) {
    try (BrokenCore core = new BrokenCore(defect)) {
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectors(core))
                  .filters(filter)
                  .build(),
              listener);
      List<Failure> failures = listener.getSummary().getFailures();
      return failures.stream()
          .findFirst()
          .map(
              first ->
                  failures.size() + " others, first " + first.getTestIdentifier().getDisplayName());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<DiscoverySelector> selectors(BrokenCore core) throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files
          .map(file -> CLASSES.relativize(file).toString())
          .filter(file -> file.endsWith("Test.class") && !file.contains("$"))
          .map(file -> file.replace(".class", "").replace('/', '.'))
          .sorted()
          .map(core::load)
          .map(type -> (DiscoverySelector) selectClass(type))
          .toList();
    }
  }
}
