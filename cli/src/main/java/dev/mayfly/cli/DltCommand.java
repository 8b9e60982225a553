package dev.mayfly.cli;

import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.DeadLetters;
import dev.mayfly.cli.connection.Letter;
import dev.mayfly.contracts.Visible;
import dev.mayfly.contracts.envelope.Inbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "dlt",
    description = "Dead letters: what the services could not handle, kept for 30 days.")
final class DltCommand {

  @Command(name = "list", description = "Lists dead letters, the latest of each service first.")
  int list(
      @Option(names = "--json", description = "Prints a JSON array.") boolean json,
      @Option(
              names = {"-n", "--limit"},
              paramLabel = "N",
              defaultValue = "20",
              description = "At most so many of each service; default: ${DEFAULT-VALUE}.")
          int limit,
      @Mixin ConnectionOptions connection)
      throws IOException {
    var letters = new ArrayList<Letter>();
    for (String service : DeadLetters.services()) {
      var last = new ArrayDeque<Letter>();
      deadLetters(connection)
          .read(
              List.of(service),
              letter -> {
                last.addFirst(letter);
                if (last.size() > limit) {
                  last.removeLast();
                }
              });
      letters.addAll(last);
    }
    if (json) {
      System.out.println(LetterText.json(letters));
    } else {
      LetterText.table(letters).forEach(System.out::println);
    }
    return 0;
  }

  @Command(
      name = "show",
      description = "Shows one dead letter: why, where, when, and what its writer sent.")
  int show(
      @Parameters(paramLabel = "LETTER", description = "As `list` names it: scheduler/17.")
          String id,
      @Option(names = "--json", description = "Prints JSON, with the whole value.") boolean json,
      @Mixin ConnectionOptions connection)
      throws IOException {
    Optional<Letter> letter = find(deadLetters(connection), id);
    if (letter.isEmpty()) {
      return unknown(id);
    }
    if (json) {
      System.out.println(LetterText.json(letter.get()));
    } else {
      LetterText.whole(letter.get()).forEach(System.out::println);
    }
    return 0;
  }

  @Command(
      name = "replay",
      description = {
        "Puts a dead letter back where it came from, with its key and headers.",
        "A request keeps its runId: one that has had its run is not run again. The letter stays."
      })
  int replay(
      @Parameters(paramLabel = "LETTER", description = "As `list` names it: scheduler/17.")
          String id,
      @Option(
              names = "--file",
              paramLabel = "FILE",
              description = "The corrected value; default: as it came.")
          @Nullable Path file,
      @Mixin ConnectionOptions connection)
      throws IOException {
    DeadLetters letters = deadLetters(connection);
    Letter letter = find(letters, id).orElse(null);
    if (letter == null) {
      return unknown(id);
    }
    byte[] value = file == null ? letter.value() : Files.readAllBytes(file);
    String refusal = refusal(letters, letter, value, file != null);
    if (refusal != null || value == null) {
      System.err.println("nothing was sent: " + (refusal == null ? "it has no value" : refusal));
      return ExitCodes.REJECTED;
    }
    String at = letters.putBack(letter, value);
    System.out.println(
        "put %s back on %s, %s; it lies there at %s"
            .formatted(id, letter.topic(), file == null ? "as it came" : "with " + file, at));
    return 0;
  }

  /** What it would come to is known before it is sent, where that needs no state. */
  private static @Nullable String refusal(
      DeadLetters letters, Letter letter, byte @Nullable [] value, boolean corrected) {
    if (!letters.canGoBack(letter)) {
      return "it came from '"
          + Visible.of(letter.topic(), 200)
          + "', which is no topic of this installation";
    }
    if (letter.cut() != null && !corrected) {
      return "only a part of it was kept (" + letter.cut() + "); name the whole with --file";
    }
    if (letters.isRequest(letter)
        && Inbox.read(letter.ownHeaders(), value) instanceof Inbox.Read.Unreadable unreadable) {
      return "it would be a dead letter again: "
          + unreadable.reason()
          + (corrected ? "" : "; name a corrected one with --file");
    }
    return null;
  }

  private static Optional<Letter> find(DeadLetters letters, String id) throws IOException {
    String service = id.replaceFirst("/.*", "");
    if (!DeadLetters.services().contains(service)) {
      return Optional.empty();
    }
    var found = new ArrayList<Letter>();
    letters.read(
        List.of(service),
        letter -> {
          if (letter.id().equals(id)) {
            found.add(letter);
          }
        });
    return found.stream().findFirst();
  }

  private static int unknown(String id) {
    System.err.println(
        "There is no dead letter "
            + id
            + ". They are kept for 30 days; `mayfly dlt list` names those that are there.");
    return ExitCodes.NO_INPUT;
  }

  private static DeadLetters deadLetters(ConnectionOptions connection) throws IOException {
    return new DeadLetters(connection.bootstrapServers(), connection.topics());
  }
}
