package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sipha.http.PrometheusText.Family;

/**
 * What the dashboard and the alert rules of the tarball ask for is there: every metric, every label
 * and every value of a label, in what a server really answers.
 */
class MonitoringFilesTest extends HttpTest {
  private static final Path FILES = Path.of("../ha-dist/src/main/dist/share/monitoring");
  private static final Path PAGE = Path.of("../docs/metrics.md");
  private static final Pattern OURS = Pattern.compile("\\bsipha_\\w+");
  private static final Pattern SELECTOR = Pattern.compile("(\\w+)\\{([^}]*)}");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~?)\"([^\"]*)\"");
  private static final Pattern GROUPED = Pattern.compile("by \\(([\\w, ]+)\\)");
  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

  /** Labels that Prometheus or our sample of its configuration adds. */
  private static final Set<String> ADDED = Set.of("pair", "instance", "job", "le");

  private static String text(String file) throws IOException {
    return Files.readString(FILES.resolve(file));
  }

  private static List<String> dashboardQueries() throws IOException {
    List<String> queries = new ArrayList<>();
    collect(new JsonObject(text("sipha-dashboard.json")), queries);
    return queries;
  }

  private static void collect(Object json, List<String> queries) {
    if (json instanceof JsonObject object) {
      for (Map.Entry<String, Object> entry : object) {
        if (entry.getKey().equals("expr")) {
          queries.add((String) entry.getValue());
        } else {
          collect(entry.getValue(), queries);
        }
      }
    } else if (json instanceof JsonArray array) {
      array.forEach(element -> collect(element, queries));
    }
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group).toList();
  }

  /** Without what a histogram appends. */
  private static String base(String name) {
    String base = name.replaceFirst("_(bucket|sum|count)$", "");
    boolean isHistogram =
        MetricCatalogue.metrics().stream()
            .anyMatch(m -> m.name().equals(base) && m.type().equals("histogram"));
    return isHistogram ? base : name;
  }

  private Map<String, Family> answered() throws Exception {
    node.trunks = List.of(new SipFigures.Trunk("west", true, 12, 30));
    node.certificates = List.of(new CertificateState("certificate", "CN=a", Node.NOON, 39));
    node.configuration.state =
        new ConfigurationState(
            "http://config/",
            Node.NOON,
            List.of(),
            List.of(),
            null,
            new ConfigurationState.Server(null, Node.NOON, null));
    return PrometheusText.parsed(get("/metrics").body());
  }

  private void assertAnswered(List<String> queries) throws Exception {
    Map<String, Family> families = answered();
    for (String query : queries) {
      assertThat(found(OURS, query)).as(query).isNotEmpty();
      found(OURS, query).forEach(name -> assertThat(families).as(query).containsKey(base(name)));
      Set<String> labels = new HashSet<>(ADDED);
      found(OURS, query).forEach(name -> labels.addAll(labels(base(name))));
      GROUPED
          .matcher(query)
          .results()
          .forEach(by -> assertThat(labels).as(query).contains(by.group(1).split(", ")));
      SELECTOR
          .matcher(query)
          .results()
          .forEach(selector -> assertSelects(query, selector, families));
    }
  }

  private static List<String> labels(String name) {
    return MetricCatalogue.metrics().stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name))
        .labels();
  }

  private static void assertSelects(
      String query, MatchResult selector, Map<String, Family> families) {
    String name = selector.group(1);
    if (name.equals("up")) {
      return; // Prometheus' own
    }
    Set<String> samples = families.get(base(name)).samples.keySet();
    for (MatchResult matcher : MATCHER.matcher(selector.group(2)).results().toList()) {
      String label = matcher.group(1);
      if (!ADDED.contains(label)) {
        assertThat(samples)
            .as(query)
            .anyMatch(sample -> sample.contains(label + "=" + matcher.group(3)));
      }
    }
  }

  @Test
  void everythingThatTheDashboardAsksForIsThere() throws Exception {
    List<String> queries = dashboardQueries();
    assertThat(queries).hasSizeGreaterThan(20);
    assertAnswered(queries);
  }

  @Test
  void thePairsOfTheDashboardAreFoundByAMetric() throws Exception {
    String variables =
        new JsonObject(text("sipha-dashboard.json")).getJsonObject("templating").encode();
    assertThat(found(OURS, variables)).isNotEmpty().isSubsetOf(answered().keySet());
  }

  @Test
  void everythingThatTheAlertRulesAskForIsThere() throws Exception {
    String rules = text("sipha-alerts.yml");
    List<String> queries =
        Pattern.compile("expr:(.*?)(?=\\n +(?:#|for:|labels:))", Pattern.DOTALL)
            .matcher(rules)
            .results()
            .map(expression -> expression.group(1))
            .toList();
    assertThat(queries).hasSameSizeAs(found(ALERT, rules));
    assertAnswered(queries);
  }

  @Test
  void textsOfTheRulesNameNoMetricThatThereIsNot() throws Exception {
    assertThat(found(OURS, text("sipha-alerts.yml")))
        .isSubsetOf(MetricCatalogue.metrics().stream().map(Metric::name).toList());
  }

  @Test
  void everyAlertIsExplained() throws Exception {
    Set<String> alerts =
        ALERT
            .matcher(text("sipha-alerts.yml"))
            .results()
            .map(alert -> alert.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(alerts)
        .isEqualTo(
            Pattern.compile("(?m)^\\| `(Sipha\\w+)` \\|")
                .matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new)));
  }
}
