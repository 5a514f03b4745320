package org.sipha.core.event;

/** Port: where whoever sees something happen tells it. Any thread; returns at once. */
public interface Events {
  /**
   * Something happened now.
   *
   * @param code its kind
   * @param text one sentence with the figures, without secrets
   */
  void happened(EventCode code, String text);
}
