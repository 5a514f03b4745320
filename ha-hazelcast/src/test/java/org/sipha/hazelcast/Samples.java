package org.sipha.hazelcast;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.Version;
import org.sipha.core.port.GridCodec;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.core.registration.Registration;
import org.sipha.core.registration.RegistrationRecord;

/** Calls and registrations as a grid keeps them, in a form that is good for nothing else. */
final class Samples {
  /** Of an ordinary call with two session descriptions: see {@code GridFigures}. */
  private static final int BODY_BYTES = 1_500;

  static final GridCodec CODEC = new Plain();

  private Samples() {}

  static CallId id(int number) {
    return CallId.of(1, 1, number);
  }

  static Version version(long epoch, long counter) {
    return new Version(epoch, counter, 1);
  }

  static CallRecord call(int number, Version version) {
    return new CallRecord(
        id(number),
        version,
        0,
        false,
        CallState.CONFIRMED,
        new EncodedCall(new byte[BODY_BYTES]),
        0);
  }

  static CallRecord call(int number) {
    return call(number, version(1, 1));
  }

  static RegistrationRecord registration(String dn, Version version) {
    return new RegistrationRecord(
        new Registration(
            dn,
            List.of(
                new RegisteredContact(
                    "sip:" + dn + "@10.0.0.9:6001", "udp:10.0.0.9:6001", 1_000, 1_000, "c", 1))),
        version);
  }

  private static final class Plain implements GridCodec {
    @Override
    public byte[] encode(CallRecord call) {
      byte[] body = ((EncodedCall) call.body()).bytes();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeLong(call.id().value());
        write(out, call.version());
        out.write(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }

    @Override
    public CallRecord decodeCall(byte[] bytes) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        CallId id = new CallId(in.readLong());
        Version version = version(in);
        return new CallRecord(
            id, version, 0, false, CallState.CONFIRMED, new EncodedCall(in.readAllBytes()), 0);
      } catch (IOException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public byte[] encode(RegistrationRecord registration) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        write(out, registration.version());
        out.writeUTF(registration.dn());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }

    @Override
    public RegistrationRecord decodeRegistration(byte[] bytes) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        Version version = version(in);
        return registration(in.readUTF(), version);
      } catch (IOException e) {
        throw new IllegalArgumentException(e);
      }
    }

    private static void write(DataOutputStream out, Version version) throws IOException {
      out.writeLong(version.epoch());
      out.writeLong(version.counter());
      out.writeInt(version.writer());
    }

    private static Version version(DataInputStream in) throws IOException {
      return new Version(in.readLong(), in.readLong(), in.readInt());
    }
  }
}
