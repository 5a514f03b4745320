package org.sipha.transport;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The kinds of a sealed type of the core and their places in a {@code oneof}: one row each, read in
 * both directions. (Java 17 can't switch over a sealed type; a test holds the table against {@code
 * permits}.)
 *
 * @param <T> the sealed type
 * @param <B> builder of the encoded form
 * @param <M> the encoded form
 * @param <K> which member of the {@code oneof} is set
 */
final class KindTable<T, B, M, K extends Enum<K>> {
  private final Map<Class<?>, BiConsumer<T, B>> writers = new HashMap<>();
  private final Map<K, Function<M, ? extends T>> readers = new HashMap<>();

  /** One row. */
  record Row<T, B, M, K>(
      Class<?> type, K kind, BiConsumer<T, B> write, Function<M, ? extends T> read) {}

  KindTable(List<Row<T, B, M, K>> rows) {
    for (Row<T, B, M, K> row : rows) {
      writers.put(row.type(), row.write());
      readers.put(row.kind(), row.read());
    }
  }

  /**
   * A row for {@code type}, which {@code write} puts into a builder and {@code read} takes out of
   * an encoded form.
   */
  static <T, S extends T, B, M, K extends Enum<K>> Row<T, B, M, K> row(
      Class<S> type, K kind, BiConsumer<S, B> write, Function<M, S> read) {
    return new Row<>(type, kind, (value, to) -> write.accept(type.cast(value), to), read);
  }

  void write(T value, B to) {
    BiConsumer<T, B> writer = writers.get(value.getClass());
    if (writer == null) {
      throw new IllegalStateException("no encoded form of " + value.getClass());
    }
    writer.accept(value, to);
  }

  /**
   * The value in {@code from}.
   *
   * @throws IllegalArgumentException if the peer sent no kind, or one that this version doesn't
   *     know
   */
  T read(K kind, M from) {
    Function<M, ? extends T> reader = readers.get(kind);
    if (reader == null) {
      throw new IllegalArgumentException("unknown kind " + kind);
    }
    return reader.apply(from);
  }

  Set<Class<?>> types() {
    return writers.keySet();
  }
}
