package org.sipha.dist.upgrade;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sipha.config.DurableFile;
import org.sipha.core.call.EndReason;

/**
 * What becomes of each call that was there right before a switchover. Kept in a file, so that a
 * tool that is killed in between knows afterwards what to look for.
 */
final class Calls {
  /** What became of a call. */
  private enum Fate {
    /** Was there right before the role change that is under way. */
    BEFORE,
    CARRIED,
    ENDED,
    LOST
  }

  private static final String PRIMARY = "primary ";

  private final Path file;
  private final Map<String, Fate> fates = new LinkedHashMap<>();
  private String primary = "";

  private Calls(Path file) {
    this.file = file;
  }

  /** Those of an upgrade that begins. */
  static Calls none(Path file) throws IOException {
    Files.deleteIfExists(file);
    return new Calls(file);
  }

  /** Those of an upgrade that goes on. */
  static Calls kept(Path file) throws IOException {
    Calls calls = new Calls(file);
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(PRIMARY)) {
          calls.primary = line.substring(PRIMARY.length());
        } else {
          int space = line.indexOf(' ');
          calls.fates.put(line.substring(0, space), Fate.valueOf(line.substring(space + 1)));
        }
      }
      return calls;
    } catch (NoSuchFileException e) {
      return calls;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException(file + " can't be read: remove it, the report will be without it", e);
    }
  }

  /** Right before a role change: these are at that primary. */
  void before(String atPrimary, Collection<String> ids) throws IOException {
    primary = atPrimary;
    fates.values().removeIf(fate -> fate == Fate.BEFORE);
    ids.forEach(id -> fates.put(id, Fate.BEFORE));
    write();
  }

  /** Whether it has to be looked what became of calls, since another server is primary now. */
  boolean areToBeFound(String presentPrimary) {
    return !primary.isEmpty() && !primary.equals(presentPrimary);
  }

  /** Those that the present primary hasn't got. */
  Set<String> missing(Collection<String> there) {
    Set<String> present = Set.copyOf(there);
    return fates.entrySet().stream()
        .filter(call -> call.getValue() == Fate.BEFORE && !present.contains(call.getKey()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * What became of them.
   *
   * @param missing see {@link #missing}
   * @param reasons from the call detail records, by id
   * @param known whether those are all: then a call without a record is lost
   */
  void after(Set<String> missing, Map<String, String> reasons, boolean known) throws IOException {
    fates.replaceAll(
        (id, fate) ->
            fate != Fate.BEFORE
                ? fate
                : missing.contains(id) ? fate(reasons.get(id), known) : Fate.CARRIED);
    primary = "";
    write();
  }

  private static Fate fate(@Nullable String reason, boolean known) {
    boolean lost = reason == null ? known : reason.equals(EndReason.LOST_IN_SWITCHOVER.toString());
    return lost ? Fate.LOST : Fate.ENDED;
  }

  /** A server says itself that it lost this one. */
  void lost(String id) {
    fates.put(id, Fate.LOST);
  }

  Report report() {
    List<String> lost = new ArrayList<>();
    fates.forEach(
        (id, fate) -> {
          if (fate == Fate.LOST) {
            lost.add(id);
          }
        });
    long carried = count(Fate.CARRIED);
    long ended = count(Fate.ENDED);
    return new Report(carried + ended + lost.size(), carried, ended, lost);
  }

  private long count(Fate wanted) {
    return fates.values().stream().filter(fate -> fate == wanted).count();
  }

  private void write() throws IOException {
    StringBuilder text = new StringBuilder();
    if (!primary.isEmpty()) {
      text.append(PRIMARY).append(primary).append('\n');
    }
    fates.forEach((id, fate) -> text.append(id).append(' ').append(fate).append('\n'));
    DurableFile.replace(
        file,
        file.resolveSibling(file.getFileName() + ".draft"),
        text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
