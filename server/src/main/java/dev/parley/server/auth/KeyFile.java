package dev.parley.server.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.server.store.Project;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The file {@code keys.json} of a data folder, readable by its owner alone. It is replaced whole,
 * so that a server beside can read it at any time, and one process at a time changes it.
 */
public final class KeyFile {
  /**
   * What the file says.
   *
   * @param greeted whether a server has shown its link to log in once
   */
  public record Content(List<Key> keys, boolean greeted) {
    static final Content EMPTY = new Content(List.of(), false);

    public Content {
      keys = List.copyOf(keys);
    }
  }

  private static final String NAME = "keys.json";
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;

  public KeyFile(Path dataFolder) {
    this.folder = dataFolder.toAbsolutePath().normalize();
  }

  Path path() {
    return folder.resolve(NAME);
  }

  /**
   * What it says; nothing where there is no file.
   *
   * @throws KeyFileException if it can't be read or is not a file of keys
   */
  public Content read() {
    try {
      return content(JSON.readTree(Files.readAllBytes(path())));
    } catch (NoSuchFileException e) {
      return Content.EMPTY;
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      throw refused("cannot be read", e);
    }
  }

  /**
   * Changes what it says; makes the file and its folder when they are absent.
   *
   * @return what it says now
   * @throws KeyFileException if it can't be read or written; then it is as it was
   */
  public Content update(UnaryOperator<Content> change) {
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
          FileChannel.open(
              folder.resolve("keys.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        // Ends with the channel.
        FileLock unused = channel.lock();
        Content changed = change.apply(read());
        write(changed);
        return changed;
      }
    } catch (IOException e) {
      throw refused("cannot be written", e);
    }
  }

  private void write(Content content) throws IOException {
    Path fresh = Files.createTempFile(folder, "keys", ".tmp", attributes());
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer bytes =
            ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json(content)));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          fresh, path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private FileAttribute<?>[] attributes() throws IOException {
    return Files.getFileStore(folder).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static ObjectNode json(Content content) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode keys = json.put("greeted", content.greeted()).putArray("keys");
    for (Key key : content.keys()) {
      ArrayNode rights =
          keys.addObject()
              .put("id", key.id())
              .put("name", key.name())
              .put("project", key.project())
              .put("created", key.created().toString())
              .put("sha256", key.sha256())
              .putArray("rights");
      key.rights().stream().sorted().forEach(right -> rights.add(right.text()));
    }
    return json;
  }

  private static Content content(JsonNode json) {
    if (!json.path("keys").isArray()) {
      throw new IllegalArgumentException("keys: missing (expected: an array)");
    }
    List<Key> keys = new ArrayList<>();
    for (JsonNode each : json.path("keys")) {
      Set<Right> rights = EnumSet.noneOf(Right.class);
      for (JsonNode right : each.path("rights")) {
        Right named = Right.named(right.asText());
        if (named == null) {
          throw new IllegalArgumentException("rights: \"" + right.asText() + "\" is none");
        }
        rights.add(named);
      }
      String project = each.path("project").asText();
      String sha256 = each.path("sha256").asText();
      if (!Project.isName(project) || !sha256.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException("a key without a project or hash");
      }
      keys.add(
          new Key(
              each.path("id").asText(),
              each.path("name").asText(),
              project,
              rights,
              Instant.parse(each.path("created").asText()),
              sha256));
    }
    return new Content(keys, json.path("greeted").asBoolean());
  }

  private KeyFileException refused(String why, Exception cause) {
    return new KeyFileException(
        "the file of keys "
            + path()
            + " "
            + why
            + " ("
            + String.valueOf(cause.getMessage()).lines().findFirst().orElse("")
            + "); make it readable and writable for this user, or restore it",
        cause);
  }
}
