package org.sipha.dist.cli;

import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Two ports on the command line, of server A and of server B: {@code 8080,8081}. */
record PortPair(int a, int b) {
  private static final int MAX_PORT = 65_535;

  List<Integer> asList() {
    return List.of(a, b);
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text.strip());
      if (port >= 1 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new TypeConversionException("a port is a number from 1 to " + MAX_PORT + ", not " + text);
  }

  /** Reads one port. */
  static final class PortConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return port(text);
    }
  }

  /** Reads two different ports. */
  static final class Converter implements ITypeConverter<PortPair> {
    @Override
    public PortPair convert(String text) {
      String[] ports = text.split(",", -1);
      if (ports.length != 2) {
        throw new TypeConversionException("two ports with a comma between them, not " + text);
      }
      PortPair pair = new PortPair(port(ports[0]), port(ports[1]));
      if (pair.a == pair.b) {
        throw new TypeConversionException("two different ports, not " + text);
      }
      return pair;
    }
  }
}
