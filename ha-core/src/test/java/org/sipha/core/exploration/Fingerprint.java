package org.sipha.core.exploration;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A number for the whole state of a pair: every field of every object that it consists of, but for
 * those that only tell people something. Two states with the same number behave the same from there
 * on, so only one of them has to be followed.
 *
 * <p>Times count by their distance from now, and what is older than all time limits of the rules
 * counts as equally old. Numbers that only name something (sockets, gates, incarnations, sessions)
 * are huge, and count in the order in which they are met.
 */
final class Fingerprint {
  private static final long SECOND = 1_000_000_000L;
  private static final long NAMES_FROM = 1L << 56;
  private static final long OLD = 15 * SECOND;

  /** A name and no state: texts for people, statistics, and when the node itself would dial. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "HaNode.doubleFailures",
          "HaNode.doubleFailureCount",
          "HaNode.viewer",
          "Link.lastTrouble",
          "Link.sessionsEstablished",
          "Outstanding.sinceNanos",
          "Handshakes.attempts",
          "Hello.status",
          "Hello.attempt",
          "LiveCalls.created",
          "RoleMachine.roleSince",
          "RoleMachine.roleChanges",
          "RoleMachine.primaryIncarnation", // goes to arbiters alone, and those here don't look
          "Blocker.text",
          "Batches.batches",
          "ExploredProcess.view",
          "ExploredPair.log");

  private static final Set<String> CLASSES_LEFT_OUT =
      Set.of(
          "Turn",
          "NodeSettings",
          "Dialling",
          "World",
          "Reject",
          "EndedCalls",
          "Unprotected",
          "DelayCounter");

  private static final ClassValue<Field[]> FIELDS =
      new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
          return fieldsOf(type);
        }
      };

  private final long now;
  private final Map<Object, Integer> met = new IdentityHashMap<>();
  private final Map<Long, Integer> names = new HashMap<>();

  private Fingerprint(long nowNanos) {
    this.now = nowNanos;
  }

  static long of(Object state, long nowNanos) {
    return new Fingerprint(nowNanos).hash(state);
  }

  private static Field[] fieldsOf(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        boolean counts =
            !Modifier.isStatic(field.getModifiers())
                && !field.isSynthetic()
                && !CLASSES_LEFT_OUT.contains(field.getType().getSimpleName())
                && !LEFT_OUT.contains(c.getSimpleName() + "." + field.getName());
        if (counts) {
          field.setAccessible(true);
          fields.add(field);
        }
      }
    }
    return fields.toArray(Field[]::new);
  }

  private long hash(@Nullable Object value) {
    if (value == null) {
      return 1;
    }
    if (value instanceof Long number) {
      return number(number);
    }
    if (value instanceof Enum<?> word) {
      return 31L + word.ordinal();
    }
    if (value instanceof String || value instanceof Boolean || value instanceof Number) {
      return value instanceof java.util.concurrent.atomic.AtomicInteger counter
          ? counter.get()
          : value.hashCode();
    }
    if (value instanceof Optional<?> maybe) {
      return mix(3, hash(maybe.orElse(null)));
    }
    if (value instanceof long[] numbers) {
      long hash = 5;
      for (long number : numbers) {
        hash = mix(hash, number(number));
      }
      return hash;
    }
    if (value instanceof boolean[] flags) {
      return java.util.Arrays.hashCode(flags);
    }
    if (value instanceof byte[] bytes) {
      return java.util.Arrays.hashCode(bytes);
    }
    Integer before = met.putIfAbsent(value, met.size());
    if (before != null && !(value instanceof Record)) {
      return mix(7, before);
    }
    if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    if (value instanceof Collection<?> collection) {
      return collection(collection, isOrdered(collection));
    }
    if (value instanceof Object[] array) {
      return collection(java.util.Arrays.asList(array), true);
    }
    return value.getClass().getName().startsWith("org.sipha.") && !value.getClass().isHidden()
        ? fields(value)
        : 11;
  }

  private long number(long value) {
    if (Math.abs(value - now) < 1_000 * SECOND) {
      return mix(13, Math.max(value - now, -OLD));
    }
    if (Math.abs(value) >= NAMES_FROM && value != Long.MAX_VALUE && value != Long.MIN_VALUE) {
      return mix(17, names.computeIfAbsent(value, v -> names.size()));
    }
    return value;
  }

  private long map(Map<?, ?> map) {
    boolean ordered = map instanceof LinkedHashMap || !(map instanceof HashMap);
    long hash = 19;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      long one = mix(hash(entry.getKey()), hash(entry.getValue()));
      hash = ordered ? mix(hash, one) : hash + mix(23, one);
    }
    return hash;
  }

  private static boolean isOrdered(Collection<?> collection) {
    return !(collection instanceof HashSet) || collection instanceof LinkedHashSet;
  }

  private long collection(Collection<?> collection, boolean ordered) {
    long hash = 29;
    for (Object one : collection) {
      hash = ordered ? mix(hash, hash(one)) : hash + mix(37, hash(one));
    }
    return hash;
  }

  private long fields(Object value) {
    long hash = value.getClass().getName().hashCode();
    try {
      for (Field field : FIELDS.get(value.getClass())) {
        Class<?> type = field.getType();
        if (type == long.class) {
          hash = mix(hash, number(field.getLong(value)));
        } else if (type == int.class) {
          hash = mix(hash, field.getInt(value));
        } else if (type == boolean.class) {
          hash = mix(hash, field.getBoolean(value) ? 1 : 2);
        } else {
          hash = mix(hash, hash(field.get(value)));
        }
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    return hash;
  }

  private static long mix(long hash, long value) {
    long z = (hash ^ (value + 0x9e3779b97f4a7c15L)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 29)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 32);
  }
}
