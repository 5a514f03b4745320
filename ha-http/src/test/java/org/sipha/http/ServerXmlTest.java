package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.readiness.Readiness;
import org.sipha.core.role.Role;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What existing monitoring clients read: names, shape and values of SPEC 7. */
class ServerXmlTest extends HttpTest {
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "sipServer",
          List.of(
              ("NAME HA_ROLE READINESS_SWITCHOVER READINESS_UPGRADE HA_LINK CONNECTION_TO_SCS"
                      + " APPLICATION_SERVICE CORE_THREADS_COUNT SIPS_MEMORY_USAGE SIPS_CPU_USAGE"
                      + " SIPS_PROCESS_ID QUEUE_MAIN_CM QUEUE_CM_MAIN QUEUE_FROM_TRASNPORT"
                      + " QUEUE_TO_TRASNPORT NUM_SIPPS NUM_MSMLS NUM_TRUNKS NUM_SOFTSWITCHES")
                  .split(" ")),
          "sipCallManager",
          List.of(
              ("NCALLS NCALLSCREATED NCALLSABANDONED NPARTIES NCONNECTIONS NOPERATIONS"
                      + " NMUSICSERVICES NTREATMENTS NGREATINGS NRECORDERS NMCUCHANNELS"
                      + " NLOGGEDAGENTS NTLIBCLIENTS NREGISTEREDDNS NSIPREGISTEREDEP"
                      + " NSIPEXPIREDREGS NCALLRECORDINGFAILED")
                  .split(" ")),
          "sipPresenceManager",
          List.of("PM_NACTIVE_REGISTRATIONS"),
          "sipTransportLayer",
          List.of("TL_NTRANSPORTS"));

  private static final List<String> TEXTS = List.of("NAME", "HA_ROLE", "TRUNK");

  private static Document parsed(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(response.body())));
  }

  private static NodeList find(Document document, String path) throws Exception {
    return (NodeList)
        XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
  }

  private static String text(Document document, String path) throws Exception {
    NodeList found = find(document, path);
    assertThat(found.getLength()).as(path).isEqualTo(1);
    return found.item(0).getTextContent();
  }

  private void assertComplete(Document document) throws Exception {
    assertThat(text(document, "/*/version")).isEqualTo("0.1.0");
    for (var block : NAMES.entrySet()) {
      for (String name : block.getValue()) {
        String path = "/*/" + block.getKey() + "/" + name;
        assertThat(text(document, path)).as(path).isNotEmpty();
      }
    }
    NodeList leaves = find(document, "/*/*//*[not(*)][not(@id)]");
    for (int i = 0; i < leaves.getLength(); i++) {
      Element leaf = (Element) leaves.item(i);
      assertThat(leaf.getAttribute("rem")).as(leaf.getTagName()).isNotEmpty();
      if (!TEXTS.contains(leaf.getTagName())) {
        assertThat(leaf.getTextContent()).as(leaf.getTagName()).matches("-?[0-9]+");
      }
    }
    assertThat(
            find(document, "/*/sipTrunkStatistics/sipTrunkStatistics[@id='sipTrunkTable']")
                .getLength())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/server", "/serverx"})
  void primaryShowsEveryElement(String path) throws Exception {
    Document document = parsed(get(path));
    assertComplete(document);
    assertThat(text(document, "/*/sipServer/NAME")).isEqualTo("sips-a");
    assertThat(text(document, "/*/sipServer/HA_ROLE")).isEqualTo("Primary (Active)");
    assertThat(text(document, "/*/sipServer/READINESS_SWITCHOVER")).isEqualTo("1");
    assertThat(text(document, "/*/sipServer/READINESS_UPGRADE")).isEqualTo("0");
    assertThat(text(document, "/*/sipServer/HA_LINK")).isEqualTo("1");
    assertThat(text(document, "/*/sipServer/APPLICATION_SERVICE")).isEqualTo("1");
    assertThat(text(document, "/*/sipServer/SIPS_PROCESS_ID"))
        .isEqualTo(Long.toString(ProcessHandle.current().pid()));
    assertThat(text(document, "/*/sipServer/QUEUE_MAIN_CM")).isEqualTo("21");
    assertThat(text(document, "/*/sipServer/QUEUE_CM_MAIN")).isEqualTo("22");
    assertThat(text(document, "/*/sipServer/QUEUE_FROM_TRASNPORT")).isEqualTo("23");
    assertThat(text(document, "/*/sipServer/QUEUE_TO_TRASNPORT")).isEqualTo("24");
    assertThat(text(document, "/*/sipCallManager/NCALLSCREATED")).isEqualTo("42");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/server", "/serverx"})
  void backupShowsEveryElement(String path) throws Exception {
    node.isBackupBlockedBy(Node.blocker(BlockerCode.SETTLING, "23 s of 60 s"));
    Document document = parsed(get(path));
    assertComplete(document);
    assertThat(text(document, "/*/sipServer/HA_ROLE")).isEqualTo("Backup (Passive)");
    assertThat(text(document, "/*/sipServer/READINESS_SWITCHOVER")).isEqualTo("0");
    assertThat(text(document, "/*/sipServer/READINESS_UPGRADE")).isEqualTo("1");
    assertThat(text(document, "/*/haSynchronization/STATE")).isEqualTo("2");
    assertThat(text(document, "/*/haSynchronization/MISSING")).isEqualTo("1204");
    assertThat(text(document, "/*/haBlockers/SETTLING")).isEqualTo("1");
    assertThat(text(document, "/*/haBlockers/SETTLING/@rem")).isEqualTo("settling: 23 s of 60 s");
    assertThat(text(document, "/*/haBlockers/NO_ROLE")).isEqualTo("0");
  }

  @Test
  void nodeWithoutRoleSaysNone() throws Exception {
    node.role = Role.NONE;
    node.serving = false;
    node.connection = ConnectionState.DOWN;
    node.readiness =
        new Readiness(
            false, false, List.of(Node.blocker(BlockerCode.NO_ROLE, "no role")), List.of());
    Document document = parsed(get("/serverx?sipServer"));
    assertThat(text(document, "/*/sipServer/HA_ROLE")).isEqualTo("None");
    assertThat(text(document, "/*/sipServer/HA_LINK")).isEqualTo("0");
    assertThat(text(document, "/*/sipServer/APPLICATION_SERVICE")).isEqualTo("0");
  }

  @Test
  void trunksAreRowsOfTheTableThatClientsLookFor() throws Exception {
    node.trunks =
        List.of(
            new SipFigures.Trunk("west", true, 12, 0), new SipFigures.Trunk("east", false, 0, 30));
    Document document = parsed(get("/serverx"));
    String rows = "/*/sipTrunkStatistics/sipTrunkStatistics[@id='sipTrunkTable']/sipTrunkData";
    assertThat(find(document, rows).getLength()).isEqualTo(2);
    assertThat(text(document, rows + "[1]/TRUNK")).isEqualTo("west");
    assertThat(text(document, rows + "[1]/IN_SERVICE")).isEqualTo("1");
    assertThat(text(document, rows + "[1]/CURRENT_CALLS")).isEqualTo("12");
    assertThat(text(document, rows + "[1]/CAPACITY")).isEqualTo("0");
    assertThat(text(document, rows + "[2]/IN_SERVICE")).isEqualTo("0");
    assertThat(text(document, rows + "[2]/CAPACITY")).isEqualTo("30");
    assertThat(text(document, "/*/sipServer/NUM_TRUNKS")).isEqualTo("2");
  }

  @Test
  void askedBlocksOnlyAreShown() throws Exception {
    Document one = parsed(get("/serverx?sipServer"));
    assertThat(find(one, "/*/*").getLength()).as("version and the block").isEqualTo(2);
    Document two = parsed(get("/server?sipCallManager&haBlockers"));
    assertThat(find(two, "/*/sipCallManager").getLength()).isEqualTo(1);
    assertThat(find(two, "/*/haBlockers").getLength()).isEqualTo(1);
    assertThat(find(two, "/*/sipServer").getLength()).isZero();
  }

  @Test
  void unknownBlockIsNotFoundAndTheKnownOnesAreNamed() throws Exception {
    HttpResponse<String> response = get("/server?sipserver");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(body(response).getString("error")).contains("sipserver", "sipServer", "haBlockers");
  }

  @Test
  void hostileTextStaysText() throws Exception {
    node.name = "a<b>&\"'\u0001\u00e9\ud83d\ude00";
    node.isBackupBlockedBy(Node.blocker(BlockerCode.SETTLING, "\"/><x/>\u0000"));
    node.name = "a<b>&\"'\u0001\u00e9\ud83d\ude00";
    Document document = parsed(get("/serverx"));
    assertThat(text(document, "/*/sipServer/NAME")).isEqualTo("a<b>&\"'\ufffd\u00e9\ud83d\ude00");
    assertThat(find(document, "//x").getLength()).isZero();
    assertThat(get("/", "text/html").body()).doesNotContain("<x/>").doesNotContain("a<b>");
    assertThat(get("/server", "text/html").body()).doesNotContain("<x/>").doesNotContain("a<b>");
  }

  @Test
  void unknownFiguresAreMinusOne() throws Exception {
    node.connection = ConnectionState.DOWN;
    node.synchronization =
        new org.sipha.core.node.NodeView.Synchronization(
            org.sipha.core.sync.SyncState.DOWN, 0, 0, 0, 500, -1, List.of());
    Document document = parsed(get("/serverx?haSynchronization"));
    for (String name : List.of("MISSING", "SYNCHRONIZED", "LIMIT_IN_FORCE", "SECONDS_LEFT")) {
      assertThat(text(document, "/*/haSynchronization/" + name)).as(name).isEqualTo("-1");
    }
    assertThat(text(document, "/*/haSynchronization/LIMIT_CONFIGURED")).isEqualTo("500");
  }
}
