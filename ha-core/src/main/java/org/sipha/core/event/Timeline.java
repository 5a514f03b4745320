package org.sipha.core.event;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The last events of a process in the order in which they were told, whoever told them. What
 * happens again and again is counted instead ({@link Repetitions}). Any thread.
 *
 * <p>The first id is made from the time of day, so that a client that asks for what came after an
 * id is told everything of a server that was started again meanwhile.
 */
public final class Timeline implements Events {
  /** How many events are kept. */
  public static final int CAPACITY = 1_000;

  /** Characters of a text; the rest is cut off. */
  static final int MAX_TEXT = 2_000;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\u0085\u2028\u2029]+");

  private final InstantSource clock;
  private final Deque<Event> events = new ArrayDeque<>();
  private final Repetitions repetitions = new Repetitions();
  private final List<Consumer<Event>> listeners = new ArrayList<>();
  private long lastId;

  /** Nothing has happened yet. */
  public Timeline(InstantSource clock) {
    this.clock = clock;
    this.lastId = clock.millis();
  }

  @Override
  public synchronized void happened(EventCode code, String text) {
    tellHeldBack();
    String line = line(text);
    if (repetitions.passes(code, line, clock.instant(), this::add)) {
      add(code, line);
    }
  }

  /** Some of it may come from elsewhere: it must not look like lines of its own in the log. */
  private static String line(String text) {
    String line = CONTROL.matcher(text.strip()).replaceAll(" ");
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + " ...";
  }

  /** Tells what was held back for a minute; to be called about every second. */
  public synchronized void tellHeldBack() {
    repetitions.end(clock.instant(), this::add);
  }

  /**
   * The events after one of them, oldest first.
   *
   * @param id of that event; less than all ids begins at the oldest that is kept
   * @param limit how many at most, from the oldest on
   */
  public synchronized List<Event> after(long id, int limit) {
    return events.stream().filter(event -> event.id() > id).limit(limit).toList();
  }

  /** The last events, oldest first. */
  public synchronized List<Event> last(int limit) {
    return events.stream().skip(Math.max(0, events.size() - limit)).toList();
  }

  /**
   * From now on each event is given to the listener, in their order, on the thread that told it.
   *
   * @param listener returns at once and throws nothing: whoever told the event waits for it
   * @return takes the listener away again
   */
  public synchronized Runnable listen(Consumer<Event> listener) {
    listeners.add(listener);
    return () -> remove(listener);
  }

  private synchronized void remove(Consumer<Event> listener) {
    listeners.remove(listener);
  }

  private void add(EventCode code, String text) {
    lastId++;
    Event event = new Event(lastId, clock.instant(), code, text);
    if (events.size() == CAPACITY) {
      events.removeFirst();
    }
    events.addLast(event);
    List.copyOf(listeners).forEach(listener -> listener.accept(event));
  }
}
