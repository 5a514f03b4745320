package org.sipha.hazelcast;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/**
 * Our classes that travel between members and servers, by number. Numbers stay for ever, and so
 * does what each writes: one with other fields gets another number. Names of classes never travel.
 */
final class GridClasses implements DataSerializableFactory {
  static final int FACTORY = 5060;
  static final int PUT_UNLESS_OLDER = 1;
  static final int HEAD_ONLY = 2;
  static final int NEWER_WINS = 3;

  /** Makes them known to a member or a client. */
  static void register(SerializationConfig serialization) {
    serialization.addDataSerializableFactory(FACTORY, new GridClasses());
  }

  @Override
  public IdentifiedDataSerializable create(int number) {
    return switch (number) {
      case PUT_UNLESS_OLDER -> new PutUnlessOlder();
      case HEAD_ONLY -> new HeadOnly();
      case NEWER_WINS -> new NewerWins();
      default ->
          throw new IllegalArgumentException(
              "class " + number + " is of a newer version of this program: upgrade this member");
    };
  }
}
