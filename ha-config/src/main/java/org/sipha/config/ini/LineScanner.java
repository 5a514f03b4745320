package org.sipha.config.ini;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ini.ValueText.Part;

/**
 * Reads an INI file line by line and refuses what isn't a section, {@code name = value}, a comment,
 * a blank line or a continuation.
 *
 * <p>It stands in front of commons-configuration2, which knows no line numbers, accepts {@code
 * [broken} and lines without {@code =}, merges repeated sections, makes lists of duplicates and
 * cuts {@code sip:x@h ;transport=tcp} at the semicolon.
 *
 * <ul>
 *   <li>A line that begins with {@code ;} or {@code #} is a comment. For values see {@link
 *       ValueText}.
 *   <li>Before the first section there may be {@code include = FILE}, as often as wanted; whoever
 *       scans decides what comes of it.
 *   <li>A value that ends with a blank and {@code \} goes on in the next line, after one blank.
 *   <li>A refused section header still counts as the beginning of that section, so that one mistake
 *       isn't reported once more for every line below it.
 *   <li>No input makes it throw. After {@value #MAX_BAD_LINES} bad lines it gives up and says so.
 * </ul>
 */
public final class LineScanner {
  /** Larger files are refused before they are scanned. */
  public static final int MAX_FILE_BYTES = 1 << 20;

  /** Longer lines are refused, in characters; so are values that grow longer by continuation. */
  public static final int MAX_LINE_CHARS = 4096;

  /** After so many bad lines the file is something else altogether. */
  public static final int MAX_BAD_LINES = 1000;

  /** What includes another file. */
  public static final String INCLUDE = "include";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String file;
  private final List<Include> includes = new ArrayList<>();
  private final List<SectionHeader> sections = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<BadLine> badLines = new ArrayList<>();
  private final Map<String, Integer> sectionLines = new HashMap<>();
  private final Map<String, Map<String, Integer>> entryLines = new HashMap<>();
  private int lineNumber;
  private @Nullable String section;
  private boolean unnamed; // whether nobody can know what the entries of this section belong to
  private @Nullable Continued continued;

  /** An entry whose value goes on in the next line. */
  private record Continued(Line line, String name, StringBuilder value) {}

  private LineScanner(String file) {
    this.file = file;
  }

  /**
   * Scans the bytes of a file, at most {@link #MAX_FILE_BYTES} (not checked here).
   *
   * @param file what its lines call it
   */
  public static ScannedFile scan(byte[] content, String file) {
    LineScanner scanner = new LineScanner(file);
    scanner.scanLines(content);
    return new ScannedFile(scanner.includes, scanner.sections, scanner.entries, scanner.badLines);
  }

  private Line line() {
    return new Line(file, lineNumber);
  }

  private void scanLines(byte[] content) {
    int start = 0;
    while (start < content.length) {
      int end = start;
      while (end < content.length && content[end] != '\n') {
        end++;
      }
      lineNumber++;
      scanLine(content, start, end);
      if (badLines.size() >= MAX_BAD_LINES) {
        bad(null, null, "too many lines that can't be read; the rest of the file wasn't looked at");
        return;
      }
      start = end + 1;
    }
    if (continued != null) {
      badEntry(continued, null, "the file ends after the mark \\");
    }
  }

  private void scanLine(byte[] content, int start, int end) {
    int endOfText = end > start && content[end - 1] == '\r' ? end - 1 : end;
    String line;
    try {
      ByteBuffer bytes = ByteBuffer.wrap(content, start, endOfText - start);
      line = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      badInLine("is not UTF-8 text: save the file as UTF-8");
      return;
    }
    if (lineNumber == 1 && !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK) {
      line = line.substring(1);
    }
    if (line.length() > MAX_LINE_CHARS) {
      badInLine("the line is longer than " + MAX_LINE_CHARS + " characters");
      return;
    }
    int control = indexOfControlCharacter(line);
    if (control >= 0) {
      badInLine(
          String.format(
              "control character U+%04X at column %d", (int) line.charAt(control), control + 1));
      return;
    }
    take(ValueText.strip(line));
  }

  private void take(String line) {
    if (continued != null) {
      Continued entry = continued;
      continued = null;
      takeValue(entry, line);
    } else if (line.isEmpty() || line.charAt(0) == ';' || line.charAt(0) == '#') {
      return;
    } else if (line.charAt(0) == '[') {
      takeSection(line);
    } else {
      takeEntry(line);
    }
  }

  private void takeSection(String line) {
    int close = line.indexOf(']');
    String inside = close < 0 ? ValueText.withoutComment(line) : line.substring(0, close);
    String name = ValueText.strip(inside.substring(1));
    section = name;
    unnamed = name.isEmpty() || name.indexOf('[') >= 0;
    if (unnamed) {
      bad(null, null, "this isn't the name of a section");
      return;
    }
    if (close < 0) {
      bad(null, null, "the section has no closing bracket");
    } else if (!ValueText.withoutComment(line.substring(close + 1)).isBlank()) {
      bad(null, null, "text after the closing bracket of the section");
    }
    Integer earlier = sectionLines.putIfAbsent(name, lineNumber);
    if (earlier == null) {
      sections.add(new SectionHeader(line(), name));
    } else {
      bad(null, null, "the section stands already in line " + earlier + ": join the two");
    }
  }

  private void takeEntry(String line) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      bad(null, line, "neither [section] nor name = value nor a comment");
      return;
    }
    String name = ValueText.strip(line.substring(0, equals));
    if (!NAME.matcher(name).matches()) {
      bad(null, line, "this isn't the name of an option: '" + name + "'");
      return;
    }
    takeValue(
        new Continued(line(), name, new StringBuilder()),
        ValueText.strip(line.substring(equals + 1)));
  }

  private void takeValue(Continued entry, String text) {
    Part part = ValueText.parse(text, entry.value().length() == 0);
    if (part.wrong() != null) {
      bad(entry.name(), text, part.wrong());
      return;
    }
    if (!entry.value().isEmpty() && !part.text().isEmpty()) {
      entry.value().append(' ');
    }
    entry.value().append(part.text());
    if (entry.value().length() > MAX_LINE_CHARS) {
      bad(entry.name(), null, "the value is longer than " + MAX_LINE_CHARS + " characters");
    } else if (part.goesOn()) {
      continued = entry;
    } else {
      finish(entry);
    }
  }

  private void finish(Continued entry) {
    String value = entry.value().toString();
    String unreadable = ValueText.unreadable(value);
    if (unreadable != null) {
      badEntry(entry, value, unreadable);
    } else if (entry.name().equals(INCLUDE)) {
      finishInclude(entry, value);
    } else if (section == null) {
      badEntry(entry, value, "stands before the first [section], where only include may stand");
    } else if (!unnamed) {
      Integer earlier =
          entryLines
              .computeIfAbsent(section, s -> new HashMap<>())
              .putIfAbsent(entry.name(), entry.line().number());
      if (earlier == null) {
        entries.add(new Entry(entry.line(), section, entry.name(), value));
      } else {
        badEntry(
            entry, value, "the option stands already in line " + earlier + ": keep one of them");
      }
    }
  }

  private void finishInclude(Continued entry, String path) {
    if (section != null) {
      badEntry(entry, path, "an include stands before the first [section]");
    } else if (path.isEmpty()) {
      badEntry(entry, path, "names no file");
    } else {
      includes.add(new Include(entry.line(), path));
    }
  }

  /** A bad line ends a value that was to go on in it; the value is lost with it. */
  private void badInLine(String message) {
    String name = continued == null ? null : continued.name();
    continued = null;
    bad(name, null, message);
  }

  private void bad(@Nullable String name, @Nullable String value, String message) {
    badLines.add(new BadLine(line(), section, name, value, message));
  }

  private void badEntry(Continued entry, @Nullable String value, String message) {
    badLines.add(new BadLine(entry.line(), section, entry.name(), value, message));
  }

  private static int indexOfControlCharacter(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c != '\t' && Character.isISOControl(c)) {
        return i;
      }
    }
    return -1;
  }
}
