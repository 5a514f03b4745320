package org.sipha.config.ini;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineScannerTest {
  private static final String FILE = "sips-a.ini";

  @Test
  void everyEntryKnowsItsLineAndSection() {
    ScannedFile scanned = scan("; first\n[TServer]\n\na = 1\n  b=2\r\n[dn:1001] ; a phone\nc =3");

    assertThat(scanned.badLines()).isEmpty();
    assertThat(scanned.sections())
        .containsExactly(
            new SectionHeader(line(2), "TServer"), new SectionHeader(line(6), "dn:1001"));
    assertThat(scanned.entries())
        .containsExactly(
            new Entry(line(4), "TServer", "a", "1"),
            new Entry(line(5), "TServer", "b", "2"),
            new Entry(line(7), "dn:1001", "c", "3"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      quoteCharacter = '`',
      value = {
        "primary        ; only when neither is primary | primary",
        "primary\t;\tafter a tab | primary",
        "primary ; | primary",
        "sip:x@h;transport=tcp | sip:x@h;transport=tcp",
        "sip:x@h ;transport=tcp | sip:x@h ;transport=tcp",
        "sip:x@h;transport=tcp ; over TCP | sip:x@h;transport=tcp",
        "sip:x@h; transport=tcp | sip:x@h; transport=tcp",
        "sip:x@h;t=\"a=b\" | sip:x@h;t=\"a=b\"",
        "\"a ; b\" ; c | a ; b",
        "\"\" | ``",
        "; all comment | ``",
        "a # b | a # b",
        "it's | it's",
        "'it' | 'it'",
        "C:\\sipha\\x | C:\\sipha\\x",
        "a, b, c | a, b, c",
        "a = b | a = b",
      })
  void valueEndsWhereItsCommentBegins(String text, String value) {
    ScannedFile scanned = scan("[s]\nname = " + text);

    assertThat(scanned.badLines()).isEmpty();
    assertThat(scanned.entries()).containsExactly(new Entry(line(2), "s", "name", value));
  }

  @Test
  void trailingBlanksDoNotBelongToAValue() {
    assertThat(scan("[s]\na = 500 \t \r\n").entries())
        .containsExactly(new Entry(line(2), "s", "a", "500"));
  }

  @Test
  void valueGoesOnAfterABackslash() {
    ScannedFile scanned = scan("[s]\na = one \\ ; first\n   two \\\n three ; last\nb = 4\n");

    assertThat(scanned.badLines()).isEmpty();
    assertThat(scanned.entries())
        .containsExactly(
            new Entry(line(2), "s", "a", "one two three"), new Entry(line(5), "s", "b", "4"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[broken | no closing bracket",
        "[] | isn't the name of a section",
        "[[s]] | isn't the name of a section",
        "[x] y | text after the closing bracket",
        "no equals sign | neither [section] nor name = value",
        "= value | isn't the name of an option",
        "two words = value | isn't the name of an option",
        "a = \"open | closing quote is missing",
        "a = \"b\" c | text after the closing quote",
        "a = b\\\" | backslash can't stand before a double quote",
        "a = b \\ | file ends after the mark",
        "a = x\u0007y | control character U+0007 at column 6",
        "a = b\rc = d | control character U+000D",
      })
  void whatIsNeitherSectionNorEntryIsRefused(String line, String message) {
    ScannedFile scanned = scan("[s]\n" + line);

    assertThat(scanned.badLines()).isNotEmpty();
    assertThat(scanned.badLines().get(0).line()).isEqualTo(line(2));
    assertThat(scanned.badLines().get(0).message()).contains(message);
    assertThat(scanned.entries()).isEmpty();
  }

  @Test
  void duplicateIsRefusedAndNamesTheFirst() {
    ScannedFile scanned = scan("[s]\na = 1\nb = 2\na = 3\n");

    assertThat(scanned.badLines())
        .containsExactly(
            new BadLine(
                line(4), "s", "a", "3", "the option stands already in line 2: keep one of them"));
    assertThat(scanned.entries()).hasSize(2).contains(new Entry(line(2), "s", "a", "1"));
  }

  @Test
  void repeatedSectionIsRefusedButItsEntriesAreStillRead() {
    ScannedFile scanned = scan("[s]\na = 1\n[t]\n[s]\na = 2\nb = 3\n");

    assertThat(scanned.badLines()).extracting(bad -> bad.line().number()).containsExactly(4, 5);
    assertThat(scanned.sections()).extracting(SectionHeader::name).containsExactly("s", "t");
    assertThat(scanned.entries()).extracting(Entry::name).containsExactly("a", "b");
  }

  @Test
  void brokenHeaderStillBeginsItsSection() {
    ScannedFile scanned = scan("[s]\n[backup-sync ; oops\nport = 1\n");

    assertThat(scanned.badLines()).hasSize(1);
    assertThat(scanned.entries()).containsExactly(new Entry(line(3), "backup-sync", "port", "1"));
  }

  @Test
  void entryBeforeTheFirstSectionIsRefused() {
    assertThat(scan("a = 1\n").badLines())
        .containsExactly(
            new BadLine(
                line(1),
                null,
                "a",
                "1",
                "stands before the first [section], where only include may stand"));
  }

  @Test
  void includesStandBeforeTheFirstSectionAndNameAFile() {
    ScannedFile scanned =
        scan("include = one.ini\ninclude = \"two ; .ini\" ; why\ninclude =\n[s]\ninclude = a\n");

    assertThat(scanned.includes())
        .containsExactly(new Include(line(1), "one.ini"), new Include(line(2), "two ; .ini"));
    assertThat(scanned.badLines())
        .containsExactly(
            new BadLine(line(3), null, "include", "", "names no file"),
            new BadLine(
                line(5), "s", "include", "a", "an include stands before the first [section]"));
    assertThat(scanned.entries()).isEmpty();
  }

  @Test
  void lineThatIsNotUtf8IsRefusedAndTheOthersAreRead() {
    byte[] latin1 = "[s]\na = grün\nb = 2\n".getBytes(StandardCharsets.ISO_8859_1);

    ScannedFile scanned = LineScanner.scan(latin1, FILE);

    assertThat(scanned.badLines()).extracting(bad -> bad.line().number()).containsExactly(2);
    assertThat(scanned.badLines().get(0).message()).contains("UTF-8");
    assertThat(scanned.entries()).containsExactly(new Entry(line(3), "s", "b", "2"));
  }

  @Test
  void byteOrderMarkOfAnEditorIsNoProblem() {
    assertThat(scan("\uFEFF[s]\na = 1").entries())
        .containsExactly(new Entry(line(2), "s", "a", "1"));
  }

  @Test
  void everyLengthHasABound() {
    String long1 = "[s]\na = " + "x".repeat(LineScanner.MAX_LINE_CHARS);
    String long2 = "[s]\na = " + ("x".repeat(1000) + " \\\n").repeat(6);
    String garbage = "garbage\n".repeat(100_000);

    assertThat(scan(long1).badLines()).extracting(bad -> bad.line().number()).containsExactly(2);
    assertThat(scan(long2).badLines())
        .extracting(BadLine::message)
        .anyMatch(m -> m.contains("longer"));
    assertThat(scan(garbage).badLines()).hasSize(LineScanner.MAX_BAD_LINES + 1);
  }

  private static Line line(int number) {
    return new Line(FILE, number);
  }

  private static ScannedFile scan(String text) {
    return LineScanner.scan(text.getBytes(StandardCharsets.UTF_8), FILE);
  }
}
