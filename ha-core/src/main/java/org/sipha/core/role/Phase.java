package org.sipha.core.role;

import org.sipha.core.port.AskReason;

/**
 * Where a node stands on its way between the roles. Each phase is a record with just its own data.
 */
sealed interface Phase {
  /** The role that others see. */
  Role role();

  /** Whether a role change is running, so that no other may begin. */
  default boolean isBusy() {
    return true;
  }

  /** Whether this node works on calls: their changes are replicated from here. */
  default boolean isServing() {
    return false;
  }

  /** The process has just begun: its self-checks run, and it has no say yet. */
  record Starting() implements Phase {
    @Override
    public Role role() {
      return Role.NONE;
    }

    @Override
    public boolean isBusy() {
      return false;
    }
  }

  /**
   * No role: not serving, and no primary is connected.
   *
   * @param barred whether it was told to stop serving and doesn't ask again by itself
   */
  record Idle(boolean barred) implements Phase {
    @Override
    public Role role() {
      return Role.NONE;
    }

    @Override
    public boolean isBusy() {
      return false;
    }
  }

  /** Holds a live copy of a primary's calls, or what is left of it when that one is lost. */
  record Backup() implements Phase {
    @Override
    public Role role() {
      return Role.BACKUP;
    }

    @Override
    public boolean isBusy() {
      return false;
    }
  }

  /**
   * A backup that is to take over by plan: the epoch is being persisted, then it waits for the
   * right.
   *
   * @param confirmed whether the epoch is persisted and the primary has been told
   * @param session the session in which it was offered
   */
  record Accepting(long epoch, boolean forced, boolean confirmed, long session, long untilNanos)
      implements Phase {
    @Override
    public Role role() {
      return Role.BACKUP;
    }
  }

  /**
   * It has the right and opens the service.
   *
   * @param before its role until it serves
   * @param handOverSession the session of the hand-over that led here, 0 if none did
   */
  record Promoting(long epoch, AskReason reason, Role before, long handOverSession, Opening step)
      implements Phase {
    @Override
    public Role role() {
      return before;
    }

    /** Begins anew in a higher epoch. */
    Promoting in(long higher) {
      return new Promoting(higher, reason, before, handOverSession, Opening.PERSISTING);
    }

    Promoting at(Opening next) {
      return new Promoting(epoch, reason, before, handOverSession, next);
    }
  }

  /** The steps of opening. */
  enum Opening {
    PERSISTING,
    ADDRESS_UP,
    SIP
  }

  /** Serves SIP. */
  record Primary(long epoch) implements Phase {
    @Override
    public Role role() {
      return Role.PRIMARY;
    }

    @Override
    public boolean isBusy() {
      return false;
    }

    @Override
    public boolean isServing() {
      return true;
    }
  }

  /**
   * A primary that hands over: takes no new work and waits until what it has done is confirmed.
   *
   * @param held whether the SIP side has stopped
   */
  record Draining(Transfer transfer, boolean held, long untilNanos) implements Phase {
    @Override
    public Role role() {
      return Role.PRIMARY;
    }

    @Override
    public boolean isServing() {
      return true;
    }
  }

  /** It has asked the other to take over, and still holds its right. */
  record AwaitingConfirmation(Transfer transfer, long untilNanos) implements Phase {
    @Override
    public Role role() {
      return Role.PRIMARY;
    }
  }

  /**
   * The other has confirmed: the port, the address and the right are given up, in this order.
   *
   * @param refused whether it has said since that it can't serve
   */
  record Yielding(Transfer transfer, boolean refused) implements Phase {
    @Override
    public Role role() {
      return Role.NONE;
    }
  }

  /**
   * The right is given up; the other has yet to say that it serves.
   *
   * @param refused whether it said that it can't
   */
  record HandedOver(Transfer transfer, long releasedNanos, boolean closed, boolean refused)
      implements Phase {
    @Override
    public Role role() {
      return Role.NONE;
    }
  }

  /**
   * Stops serving without a successor: service, address, right.
   *
   * @param next where it goes when all of that is done
   */
  record StandingDown(String why, Phase next) implements Phase {
    @Override
    public Role role() {
      return Role.NONE;
    }
  }

  /**
   * Arbiter {@code manual}: handed over, and nothing was heard of the confirmation, or of the
   * successor.
   */
  record Unconfirmed() implements Phase {
    @Override
    public Role role() {
      return Role.NONE;
    }

    @Override
    public boolean isBusy() {
      return false;
    }
  }

  /** The process ends. */
  record Ended() implements Phase {
    @Override
    public Role role() {
      return Role.NONE;
    }
  }

  /**
   * A planned hand-over.
   *
   * @param session the session in which it began: in another one nothing is known of what the other
   *     holds
   * @param ownEpoch the epoch of the node that hands over
   * @param newEpoch the epoch in which the other will serve
   * @param forced whether calls may be left behind
   * @param requester who is to be told how it ended
   */
  record Transfer(
      long session, long ownEpoch, long newEpoch, boolean forced, Requester requester) {}
}
