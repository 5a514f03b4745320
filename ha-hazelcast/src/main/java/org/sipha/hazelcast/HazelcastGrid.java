package org.sipha.hazelcast;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.port.GridSettings;
import org.sipha.core.port.Grids;
import org.sipha.core.port.Inputs;
import org.sipha.core.registration.RegistrationRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The grid as a server sees it: a client of members that are processes of their own, so that a
 * server that is frozen or restarted isn't a lost member.
 *
 * <p>The node's loop only leaves its changes in the {@link Intake}. One thread, the grid's, takes
 * them from there some milliseconds later; it writes them through the {@link Lanes} and does all
 * else that the {@link Keeper} has to do. While no member is reached nothing is kept: the
 * comparison after reaching one finds what the map lacks.
 */
final class HazelcastGrid implements Grids.Opened {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastGrid.class);

  /** Changes that may wait; of 2 KB each in the worst case, 200 MB. */
  private static final int BOUND = 100_000;

  private static final long TICK_MILLIS = 100;
  private static final long PUMP_MILLIS = 5;

  private final Table table;
  private final ScheduledExecutorService gridThread = thread("sipha-grid");
  private final ScheduledExecutorService slowThread = thread("sipha-grid-slow");
  private final Keeper keeper;
  private final GridConnection connection;
  private final Intake intake = new Intake(BOUND);
  private final AtomicBoolean pumps = new AtomicBoolean();
  private volatile boolean accepts;
  private volatile boolean overflowed;

  private HazelcastGrid(GridSettings settings, Table table, Inputs inputs) {
    this.table = table;
    keeper = new Keeper(table, inputs, gridThread, slowThread, BOUND);
    connection = new GridConnection(settings, gridThread, slowThread, keeper);
  }

  /** Begins to connect and returns at once. */
  static HazelcastGrid open(GridSettings settings, Table table, Inputs inputs) {
    HazelcastGrid grid = new HazelcastGrid(settings, table, inputs);
    grid.slowThread.execute(grid.connection::open);
    var unused =
        grid.gridThread.scheduleWithFixedDelay(grid::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return grid;
  }

  /** What comes after its end is dropped: answers of a library that ends, too, for example. */
  private static ScheduledExecutorService thread(String name) {
    return new ScheduledThreadPoolExecutor(
        1,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        },
        new ThreadPoolExecutor.DiscardPolicy());
  }

  private void tick() {
    try {
      keeper.tick();
    } catch (RuntimeException e) { // else the thread would never tick again
      LOG.error("the grid's thread has failed and goes on", e);
    }
  }

  @Override
  public void put(CallRecord call) {
    add(table.change(call, System.nanoTime()));
  }

  @Override
  public void remove(CallId id, Version version) {
    add(Table.end(Keys.of(id), version, System.nanoTime()));
  }

  @Override
  public void put(RegistrationRecord registration) {
    add(table.change(registration, System.nanoTime()));
  }

  private void add(Change change) {
    if (!accepts) {
      return;
    }
    if (!intake.add(change)) {
      overflowed = true;
    }
    if (pumps.compareAndSet(false, true)) {
      var unused = gridThread.schedule(this::pump, PUMP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void pump() {
    pumps.set(false); // before taking, so that what comes meanwhile isn't forgotten
    if (overflowed) {
      overflowed = false;
      keeper.overflowed();
    }
    keeper.write(intake.takeAll());
  }

  @Override
  public void serve(boolean complete) {
    accepts = true;
    gridThread.execute(() -> keeper.serve(complete));
  }

  @Override
  public void rest() {
    accepts = false;
    var unused = intake.takeAll(); // what waits is forgotten
    gridThread.execute(keeper::rest);
  }

  @Override
  public void recall() {
    gridThread.execute(keeper::recall);
  }

  @Override
  public void recallOn() {
    gridThread.execute(keeper::recallOn);
  }

  @Override
  public void recall(CallId id) {
    gridThread.execute(() -> keeper.recall(id));
  }

  @Override
  public void close() {
    gridThread.shutdownNow();
    slowThread.shutdownNow();
    connection.close();
  }
}
