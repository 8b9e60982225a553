package dev.mayfly.notifier.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An SMTP server that answers what it is told to: one reply per command, and {@code GREETING} and
 * {@code END} (of the text) beside. It keeps every text that came to its end.
 */
public final class ScriptedSmtp implements AutoCloseable {
  public static final String SILENCE = "silence";
  static final String HANG_UP = "hang up";
  static final String DRIBBLE = "dribble";

  private final ServerSocket server;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<String> texts = new CopyOnWriteArrayList<>();
  private final Map<String, String> replies =
      new ConcurrentHashMap<>(
          Map.of("GREETING", "220 scripted", "DATA", "354 go on", "END", "250 taken"));

  public ScriptedSmtp() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  public ScriptedSmtp reply(String command, String reply) {
    replies.put(command, reply);
    return this;
  }

  /** Until a client has gone. */
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  public List<String> texts() {
    return texts;
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        daemon(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))) {
      boolean goesOn = answer(client, "GREETING");
      while (goesOn) {
        String line = in.readLine();
        if (line == null) {
          return;
        }
        String command = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        goesOn = answer(client, command);
        if (goesOn && command.equals("DATA") && replies.get("DATA").startsWith("354")) {
          goesOn = read(in) && answer(client, "END");
        }
      }
    } catch (IOException e) {
      // The client has gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  private boolean read(BufferedReader in) throws IOException {
    var text = new StringBuilder();
    String line = in.readLine();
    while (line != null && !line.equals(".")) {
      text.append(line).append('\n');
      line = in.readLine();
    }
    if (line != null) {
      texts.add(text.toString());
    }
    return line != null;
  }

  private boolean answer(Socket client, String command) throws IOException, InterruptedException {
    String reply = replies.getOrDefault(command, "250 ok");
    switch (reply) {
      case HANG_UP -> {
        return false;
      }
      case SILENCE -> closed.await();
      case DRIBBLE -> {
        while (replies.get(command).equals(DRIBBLE) && !closed.await(20, TimeUnit.MILLISECONDS)) {
          client.getOutputStream().write("250-more\r\n".getBytes(UTF_8));
        }
        client.getOutputStream().write("250 ok\r\n".getBytes(UTF_8));
      }
      default -> client.getOutputStream().write((reply + "\r\n").getBytes(UTF_8));
    }
    return true;
  }

  private static void daemon(Runnable task) {
    var thread = new Thread(task, "scripted-smtp");
    thread.setDaemon(true);
    thread.start();
  }
}
