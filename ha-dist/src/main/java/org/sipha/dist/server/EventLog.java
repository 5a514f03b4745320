package org.sipha.dist.server;

import org.sipha.core.event.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;

/** Writes each event to the log, its code as the marker of the line. */
final class EventLog {
  private static final Logger LOG = LoggerFactory.getLogger("org.sipha.event");

  private EventLog() {}

  static void write(Event event) {
    LOG.atLevel(Level.valueOf(event.code().severity().name()))
        .addMarker(MarkerFactory.getMarker(event.code().toString()))
        .log(event.text());
  }
}
