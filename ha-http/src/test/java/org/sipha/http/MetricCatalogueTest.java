package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What Prometheus expects of names. */
class MetricCatalogueTest {
  private static final List<Metric> ALL = MetricCatalogue.metrics();

  @Test
  void namesAreDifferentAndBeginWithTheProduct() {
    assertThat(ALL).extracting(Metric::name).doesNotHaveDuplicates();
    assertThat(ALL)
        .extracting(Metric::name)
        .allSatisfy(name -> assertThat(name).matches("sipha(_[a-z]+)+"));
  }

  @Test
  void countersAndNothingElseEndWithTotal() {
    assertThat(ALL)
        .allSatisfy(
            metric ->
                assertThat(metric.name().endsWith("_total"))
                    .as(metric.name())
                    .isEqualTo(metric.type().equals("counter")));
  }

  @Test
  void delaysAreInSeconds() {
    assertThat(ALL)
        .filteredOn(metric -> metric.type().equals("histogram"))
        .isNotEmpty()
        .allSatisfy(metric -> assertThat(metric.name()).endsWith("_seconds"));
  }

  @Test
  void unitsAreBaseUnits() {
    assertThat(ALL)
        .extracting(Metric::name)
        .allSatisfy(
            name ->
                assertThat(name)
                    .doesNotContainPattern("_(ms|millis|nanos|minutes|days|percent|kb|mb)(_|$)"));
  }

  @Test
  void everyMeaningIsASentence() {
    assertThat(ALL)
        .extracting(Metric::meaning)
        .allSatisfy(meaning -> assertThat(meaning).matches("[A-Z0-9`][^\n]+\\."));
  }

  @Test
  void labelsAreDifferentFromThoseThatPrometheusAdds() {
    assertThat(ALL)
        .flatExtracting(Metric::labels)
        .allSatisfy(label -> assertThat(label).matches("[a-z]+(_[a-z]+)*"))
        .doesNotContain("job", "instance", "le", "quantile", "pair");
  }
}
