package org.sipha.dist.cli;

import org.sipha.config.type.Host;
import org.sipha.config.type.Reading;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Two hosts on the command line, of server A and of server B: {@code 10.0.0.1,10.0.0.2}. */
record HostPair(String a, String b) {
  private static String host(String text) {
    Reading<String> read = new Host(false).read(text);
    if (read.value() == null) {
      throw new TypeConversionException("'" + text + "' " + read.wrong());
    }
    return read.value();
  }

  /** Reads one host. */
  static final class OneConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return host(text);
    }
  }

  /** Reads two different hosts. */
  static final class Converter implements ITypeConverter<HostPair> {
    @Override
    public HostPair convert(String text) {
      String[] hosts = text.split(",", -1);
      if (hosts.length != 2) {
        throw new TypeConversionException("two addresses with a comma between them, not " + text);
      }
      HostPair pair = new HostPair(host(hosts[0]), host(hosts[1]));
      if (pair.a.equals(pair.b)) {
        throw new TypeConversionException(
            "two different addresses, not " + text + " (both on one host: --local)");
      }
      return pair;
    }
  }
}
