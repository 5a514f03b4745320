package org.sipha.dist;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** A command can't be carried out, for a reason that the operator has to deal with. */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final int exitStatus;

  /**
   * A failure.
   *
   * @param exitStatus one of {@link ExitStatus}
   * @param message for the operator
   */
  public CommandFailure(int exitStatus, String message) {
    super(message);
    this.exitStatus = exitStatus;
  }

  /** What went wrong with a file or socket, as a sentence for the operator. */
  public static String reason(IOException failure) {
    String message = failure.getMessage();
    // The message of these is the bare name of a file.
    return message == null || failure instanceof FileSystemException ? failure.toString() : message;
  }

  /** How the process ends. */
  public int exitStatus() {
    return exitStatus;
  }

  /** What to tell the operator. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
