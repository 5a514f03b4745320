package org.sipha.dist.upgrade;

import org.sipha.dist.upgrade.Journal.Standing;

/** An upgrade ends here, with a sentence for the operator. */
final class Ended extends Exception {
  private static final long serialVersionUID = 1;

  private final Standing standing;

  Ended(Standing standing, String text) {
    super(text);
    this.standing = standing;
  }

  Standing standing() {
    return standing;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
