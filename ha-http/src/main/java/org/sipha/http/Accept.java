package org.sipha.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a media type by an {@code Accept} header (RFC 9110 12.5.1). Of equally welcome types the
 * one that was named more exactly wins, then the one that was named earlier, then the one that is
 * offered earlier: a client that lists what it reads and adds {@code *}{@code /*} gets what it
 * listed.
 */
final class Accept {
  private static final int MAX_RANGES = 64;

  private Accept() {}

  /**
   * One entry of the header.
   *
   * @param quality 0 to 1, 0 refuses
   * @param place its place in the header
   */
  private record Range(String type, String subtype, double quality, int place) {
    /**
     * 0 for any type, 1 for any subtype, 2 for this very type; -1 if the range doesn't cover it.
     */
    int exactness(String offerType, String offerSubtype) {
      if (type.equals("*")) {
        return 0;
      }
      if (!type.equals(offerType)) {
        return -1;
      }
      if (subtype.equals("*")) {
        return 1;
      }
      return subtype.equals(offerSubtype) ? 2 : -1;
    }
  }

  private record Match(String offer, double quality, int exactness, int place) {
    boolean isBetterThan(Match other) {
      if (quality != other.quality) {
        return quality > other.quality;
      }
      if (exactness != other.exactness) {
        return exactness > other.exactness;
      }
      return place < other.place;
    }
  }

  /**
   * The best of the offers, empty if none is welcome. Without a header, or with one that holds
   * nothing understandable, the first.
   */
  static Optional<String> choose(@Nullable String header, List<String> offers) {
    List<Range> ranges = ranges(header == null ? "" : header);
    if (ranges.isEmpty()) {
      return Optional.of(offers.get(0));
    }
    Match best = null;
    for (String offer : offers) {
      Match match = match(offer, ranges);
      if (match.quality > 0 && (best == null || match.isBetterThan(best))) {
        best = match;
      }
    }
    return Optional.ofNullable(best).map(Match::offer);
  }

  private static Match match(String offer, List<Range> ranges) {
    String[] parts = offer.split("/", 2);
    Match match = new Match(offer, 0, -1, 0);
    for (Range range : ranges) {
      int exactness = range.exactness(parts[0], parts[1]);
      if (exactness > match.exactness) {
        match = new Match(offer, range.quality, exactness, range.place);
      }
    }
    return match;
  }

  private static List<Range> ranges(String header) {
    List<Range> ranges = new ArrayList<>();
    for (String entry : header.toLowerCase(Locale.ROOT).split(",", MAX_RANGES + 1)) {
      if (ranges.size() < MAX_RANGES) {
        range(entry, ranges.size()).ifPresent(ranges::add);
      }
    }
    return ranges;
  }

  private static Optional<Range> range(String entry, int place) {
    String[] parts = entry.split(";", -1);
    String[] names = parts[0].strip().split("/", -1);
    if (names.length != 2
        || names[0].isEmpty()
        || names[1].isEmpty()
        || (names[0].equals("*") && !names[1].equals("*"))) {
      return Optional.empty();
    }
    double quality = 1;
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          quality = Double.parseDouble(parameter.substring(2));
        } catch (NumberFormatException e) {
          return Optional.empty();
        }
      }
    }
    // Written so that NaN is refused too.
    return quality >= 0 && quality <= 1
        ? Optional.of(new Range(names[0], names[1], quality, place))
        : Optional.empty();
  }
}
