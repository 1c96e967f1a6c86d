package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.Permissions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converters from command-line words to values. An invalid word is a usage error. */
final class Converters {
    private Converters() {}

    /** Converts {@code kind:name}, where the system must support the kind. */
    static final class Address implements ITypeConverter<IpcAddress> {
        @Override
        public IpcAddress convert(String text) {
            try {
                IpcAddress address = IpcAddress.parse(text);
                SystemKinds.CURRENT.requireKind(address);
                return address;
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Converts a number of bytes: decimal, 0x…, or with one of the suffixes K, M and G, which are powers of 1024. */
    static final class ByteSize implements ITypeConverter<Long> {
        private static final Pattern FORM = Pattern.compile("0[xX]([0-9a-fA-F]{1,16})|([0-9]{1,20})([KMG]?)");

        @Override
        public Long convert(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new TypeConversionException(
                        "not a number of bytes: \"" + text + "\"; examples are 4096, 0x1000, 4K");
            }
            BigInteger bytes = form.group(1) != null
                    ? new BigInteger(form.group(1), 16)
                    : new BigInteger(form.group(2)).shiftLeft(shift(form.group(3)));
            if (bytes.bitLength() >= Long.SIZE) {
                throw new TypeConversionException("too many bytes: " + text);
            }
            return bytes.longValue();
        }

        private static int shift(String suffix) {
            return suffix.isEmpty() ? 0 : 10 * (1 + "KMG".indexOf(suffix));
        }
    }

    /** Converts the octal form of chmod(1): 600, 0660. */
    static final class Mode implements ITypeConverter<Permissions> {
        @Override
        public Permissions convert(String text) {
            if (!text.matches("0?[0-7]{3}")) {
                throw new TypeConversionException("not an octal mode: \"" + text + "\"; an example is 0660");
            }
            try {
                return Permissions.ofMode(Integer.parseInt(text, 8));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Converts a time in seconds, with or without a fraction. */
    static final class Seconds implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
                throw new TypeConversionException("not a number of seconds: \"" + text + '"');
            }
            return Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValueExact());
        }
    }
}
