package org.sipha.config.type;

import java.util.ArrayList;
import java.util.List;

/** Places of one kind, separated by commas. */
public record HostPorts() implements ValueType<List<HostPort>> {
  private static final int MAX = 32;

  @Override
  public Reading<List<HostPort>> read(String text) {
    if (text.isBlank()) {
      return Reading.wrong("is empty");
    }
    List<HostPort> places = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      int colon = part.lastIndexOf(':');
      if (colon < 0) {
        return Reading.wrong("has no port in \"" + part.strip() + "\"");
      }
      Reading<String> host = new Host(false).read(part.substring(0, colon));
      Reading<Integer> port = WholeNumber.port().read(part.substring(colon + 1));
      if (host.value() == null) {
        return Reading.wrong("has \"" + part.strip() + "\", whose host " + host.wrong());
      }
      if (port.value() == null) {
        return Reading.wrong("has \"" + part.strip() + "\", whose port " + port.wrong());
      }
      HostPort place = new HostPort(host.value(), port.value());
      if (places.contains(place)) {
        return Reading.wrong("names " + place + " twice");
      }
      places.add(place);
    }
    return places.size() > MAX ? Reading.wrong("names too many") : Reading.of(List.copyOf(places));
  }

  @Override
  public String valid() {
    return "HOST:PORT, HOST:PORT and so on, at most " + MAX;
  }
}
