package org.sipha.config.type;

import java.util.ArrayList;
import java.util.List;

/** Addresses of servers, {@code host:port}, separated by commas; each once. */
public record Endpoints() implements ValueType<List<HostPort>> {
  private static final int MAX = 9;

  @Override
  public Reading<List<HostPort>> read(String text) {
    List<HostPort> endpoints = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String endpoint = part.strip();
      if (endpoint.contains("://")) {
        return Reading.wrong("has a URL; the option tls says whether http or https is spoken");
      }
      int colon = endpoint.lastIndexOf(':');
      Reading<String> host = new Host(false).read(endpoint.substring(0, Math.max(0, colon)));
      Reading<Integer> port = WholeNumber.port().read(endpoint.substring(colon + 1));
      if (host.value() == null || port.value() == null) {
        return Reading.wrong("has something that is no host:port: \"" + endpoint + "\"");
      }
      HostPort read = new HostPort(host.value(), port.value());
      if (endpoints.contains(read)) {
        return Reading.wrong("has " + read + " twice");
      }
      endpoints.add(read);
    }
    return endpoints.size() > MAX
        ? Reading.wrong("has more than " + MAX)
        : Reading.of(List.copyOf(endpoints));
  }

  @Override
  public String valid() {
    return "1 to " + MAX + " of HOST:PORT, separated by commas";
  }
}
