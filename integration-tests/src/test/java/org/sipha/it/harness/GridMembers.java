package org.sipha.it.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Members of the grid: processes of {@code sipha grid} from the tarball. */
public final class GridMembers implements AutoCloseable {
  private static final String JAVA_OPTIONS = "-Xmx256m";
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int COUNT = 3;

  private final List<Place> places;
  private final List<Program> programs = new ArrayList<>();
  private final Path directory = Directories.fresh("grid");

  /**
   * Where a member listens.
   *
   * @param starter starts it there
   */
  public record Place(String address, int port, Program.Starter starter) {
    private String listen() {
      return address + ":" + port;
    }
  }

  private GridMembers(List<Place> places) {
    this.places = List.copyOf(places);
  }

  /** Starts a member at each place, and doesn't wait for anything. */
  public static GridMembers start(List<Place> places) {
    GridMembers members = new GridMembers(places);
    for (int i = 0; i < places.size(); i++) {
      members.programs.add(members.launch(i));
    }
    return members;
  }

  /** Starts three members on loopback, and doesn't wait for anything. */
  public static GridMembers startOnLoopback() {
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      places.add(new Place(PairSetup.HOST, FreePorts.next(), LocalProgram::start));
    }
    return start(places);
  }

  private Program launch(int member) {
    Place place = places.get(member);
    List<String> command =
        List.of(
            Build.present().sipha().toString(),
            "grid",
            "--listen",
            place.listen(),
            "--members",
            list());
    return place.starter().start(command, Map.of("SIPHA_JAVA_OPTS", JAVA_OPTIONS), output(member));
  }

  private String list() {
    return places.stream().map(Place::listen).collect(Collectors.joining(","));
  }

  private Path output(int member) {
    return directory.resolve("member-" + member + ".out");
  }

  /** The section by which a server finds them. */
  public String section() {
    return "[hazelcast]\nmembers = " + list() + "\n";
  }

  /** How many there are. */
  public int count() {
    return places.size();
  }

  /** Ends a member with SIGKILL. */
  public void kill(int member) {
    programs.get(member).signal("KILL");
    programs.get(member).awaitExit(LIMIT).orElseThrow();
  }

  /** Starts a member again, which has nothing. */
  public void start(int member) {
    programs.set(member, launch(member));
  }

  /** Stops a member's threads with SIGSTOP. */
  public void freeze(int member) {
    programs.get(member).signal("STOP");
  }

  /** Lets it go on. */
  public void thaw(int member) {
    programs.get(member).signal("CONT");
  }

  /** The end of what each member has written, for messages. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < programs.size(); i++) {
      String state = programs.get(i).isAlive() ? "runs" : "not running";
      text.append("--- member %d (%s)%n%s%n".formatted(i, state, Directories.tail(output(i), 8)));
    }
    return text.toString();
  }

  @Override
  public void close() {
    programs.forEach(program -> program.signal("KILL"));
    programs.forEach(program -> program.awaitExit(LIMIT));
  }
}
