package dev.parley.server;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.TlsFiles;
import java.nio.file.Files;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that a server shows, read again every minute: one that was renewed is shown to
 * new connections without a restart. Files that can't be read then change nothing.
 */
final class TlsKeys {
  private static final Logger log = LoggerFactory.getLogger(TlsKeys.class);
  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

  private final TlsFiles files;
  private volatile TlsKeyPair last;

  private TlsKeys(TlsFiles files, TlsKeyPair first) {
    this.files = files;
    this.last = first;
  }

  /**
   * @throws ConfigException if the files can't be used
   */
  static TlsProvider read(TlsFiles files) {
    return read(files, LOOK_EVERY);
  }

  static TlsProvider read(TlsFiles files, Duration lookEvery) {
    try {
      TlsKeys keys = new TlsKeys(files, pair(files));
      return TlsProvider.ofScheduled(keys::current, lookEvery);
    } catch (RuntimeException e) {
      throw new ConfigException(
          "tls-certificate and tls-key: "
              + files.certificate()
              + " and "
              + files.key()
              + " can't be used ("
              + reason(e)
              + "); name PEM files of a certificate with its chain and of its private key in"
              + " PKCS #8 without a password");
    }
  }

  private TlsKeyPair current() {
    try {
      last = pair(files);
    } catch (RuntimeException e) {
      log.warn("The certificate stays as it was: {} can't be used ({})", files, reason(e));
    }
    return last;
  }

  private static TlsKeyPair pair(TlsFiles files) {
    if (!Files.isReadable(files.certificate()) || !Files.isReadable(files.key())) {
      throw new IllegalArgumentException("they can't both be read");
    }
    TlsKeyPair pair = TlsKeyPair.of(files.key().toFile(), files.certificate().toFile());
    if (!belongTogether(pair)) {
      throw new IllegalArgumentException("they don't belong together");
    }
    return pair;
  }

  /** Whether the certificate confirms what the key signs; TLS itself asks only at a handshake. */
  private static boolean belongTogether(TlsKeyPair pair) {
    PublicKey certified = pair.certificateChain().get(0).getPublicKey();
    String type = pair.privateKey().getAlgorithm();
    byte[] text = {1, 2, 3};
    try {
      Signature signature =
          Signature.getInstance(
              switch (type) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> type;
              });
      signature.initSign(pair.privateKey());
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(text);
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException e) {
      return false;
    } catch (NoSuchAlgorithmException e) {
      // A type that can't be tried here may be right all the same.
      return true;
    }
  }

  private static String reason(RuntimeException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("unknown");
  }
}
