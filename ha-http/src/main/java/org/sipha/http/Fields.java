package org.sipha.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a JSON object that came from elsewhere. Whatever isn't as it must be is an {@link
 * IllegalArgumentException} whose message names the key and says what is valid.
 */
final class Fields {
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final JsonObject json;

  /** What stands before a key in a message: nothing, or the way to this object. */
  private final String way;

  Fields(JsonObject json) {
    this(json, "");
  }

  private Fields(JsonObject json, String way) {
    this.json = json;
    this.way = way;
  }

  private IllegalArgumentException wrong(String key, String valid) {
    return new IllegalArgumentException(way + key + " must be " + valid);
  }

  boolean isNull(String key) {
    return json.getValue(key) == null;
  }

  /** A name or the like: of one line, and not empty. */
  String word(String key, int most) {
    return word(key, json.getValue(key), most);
  }

  private String word(String key, @Nullable Object value, int most) {
    if (value instanceof String text
        && !text.isBlank()
        && text.length() <= most
        && !CONTROL.matcher(text).find()) {
      return text;
    }
    throw wrong(key, "a string of 1 to " + most + " characters in one line");
  }

  /** A list of such. */
  List<String> words(String key, int mostWords, int mostCharacters) {
    List<String> words = new ArrayList<>();
    for (Object value : array(key, mostWords)) {
      words.add(word(key + "[" + words.size() + "]", value, mostCharacters));
    }
    return words;
  }

  /** Any text, also none. */
  String text(String key, int most) {
    if (json.getValue(key) instanceof String text && text.length() <= most) {
      return text;
    }
    throw wrong(key, "a string of up to " + most + " characters");
  }

  Instant time(String key) {
    if (json.getValue(key) instanceof String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw wrong(key, "a time such as 2026-11-30T10:20:00Z, and isn't " + text);
      }
    }
    throw wrong(key, "a time such as 2026-11-30T10:20:00Z");
  }

  @Nullable Instant timeOrNull(String key) {
    return isNull(key) ? null : time(key);
  }

  long number(String key, long least) {
    Object value = json.getValue(key);
    if ((value instanceof Integer || value instanceof Long)
        && ((Number) value).longValue() >= least) {
      return ((Number) value).longValue();
    }
    throw wrong(key, "a whole number of at least " + least);
  }

  /** That one of them which is spelled so. */
  <E extends Enum<E>> E oneOf(String key, E[] valid) {
    Object value = json.getValue(key);
    return Arrays.stream(valid)
        .filter(constant -> constant.toString().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    key,
                    Arrays.stream(valid)
                        .map(Object::toString)
                        .collect(Collectors.joining(", ", "one of ", ""))));
  }

  Fields object(String key) {
    return object(key, json.getValue(key));
  }

  private Fields object(String key, @Nullable Object value) {
    if (value instanceof JsonObject object) {
      return new Fields(object, way + key + ".");
    }
    throw wrong(key, "an object");
  }

  /** A list of such. */
  List<Fields> objects(String key, int most) {
    List<Fields> objects = new ArrayList<>();
    for (Object value : array(key, most)) {
      objects.add(object(key + "[" + objects.size() + "]", value));
    }
    return objects;
  }

  private JsonArray array(String key, int most) {
    if (json.getValue(key) instanceof JsonArray array && array.size() <= most) {
      return array;
    }
    throw wrong(key, "a list of at most " + most);
  }

  /** All keys, where they are names. */
  Set<String> keys(int most, int mostCharacters) {
    if (json.size() > most) {
      throw new IllegalArgumentException(
          way.substring(0, way.length() - 1) + " has at most " + most + " keys");
    }
    json.fieldNames().forEach(name -> word(name, name, mostCharacters));
    return json.fieldNames();
  }
}
