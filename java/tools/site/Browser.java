import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens three pages of the site in a headless Chromium, by its DevTools protocol, and keeps a picture of each. */
final class Browser {
    private static final Pattern SOCKET = Pattern.compile("\"webSocketDebuggerUrl\": *\"([^\"]+)\"");
    private static final Pattern PICTURE = Pattern.compile("\"data\":\"([^\"]+)\"");
    private static final int SECONDS = 60;

    private final Path site;
    private final Path pictures;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> wrong = new ArrayList<>();

    Browser(Path site, Path pictures) {
        this.site = site;
        this.pictures = pictures;
    }

    /** Returns what is wrong, in words. */
    List<String> wrong() throws IOException, InterruptedException {
        Site.delete(pictures);
        Path profile = Files.createDirectories(pictures.resolve("profile"));
        HttpServer server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), site, SimpleFileServer.OutputLevel.NONE);
        server.start();
        ProcessBuilder builder = new ProcessBuilder(
                        "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                        "--no-first-run", "--hide-scrollbars", "--window-size=1280,1000", "--remote-debugging-port=0",
                        "--user-data-dir=" + profile)
                .redirectErrorStream(true)
                .redirectOutput(pictures.resolve("chromium.log").toFile());
        builder.environment().put("TMPDIR", profile.toString());
        Process chromium = builder.start();
        try {
            int port = port(chromium, profile.resolve("DevToolsActivePort"));
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            open(port, address + "index.html", "start", "document.body.innerText.includes('Real operating-system IPC')"
                    + " && [...document.images].every(image => image.naturalWidth > 0)");
            open(port, address + "api/java/io.nativeipc/io/nativeipc/SharedMemory.html", "class",
                    "document.body.innerText.includes('Method Summary')");
            open(port, address + "index.html?q=semaphore", "search",
                    "document.querySelectorAll('.md-search-result__item').length > 2");
        } finally {
            server.stop(0);
            chromium.destroy();
            if (!chromium.waitFor(SECONDS, TimeUnit.SECONDS)) {
                chromium.destroyForcibly().waitFor();
            }
        }
        deleteProfile(profile);
        return wrong;
    }

    /** The helper processes of the browser write into the profile for a moment after the browser has ended. */
    private static void deleteProfile(Path profile) throws IOException, InterruptedException {
        for (int i = 1; ; i++) {
            try {
                Site.delete(profile);
                return;
            } catch (UncheckedIOException stillWritten) {
                if (i == SECONDS) {
                    throw stillWritten;
                }
                Thread.sleep(500);
            }
        }
    }

    private static int port(Process chromium, Path file) throws IOException, InterruptedException {
        for (int i = 0; i < SECONDS * 10 && chromium.isAlive(); i++) {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() > 1) {
                return Integer.parseInt(lines.get(0));
            }
            Thread.sleep(100);
        }
        throw new IOException("chromium does not start, see target/site-pages/chromium.log");
    }

    /** Waits until the page fulfils a condition in JavaScript, and takes its picture. */
    private void open(int port, String address, String name, String condition)
            throws IOException, InterruptedException {
        HttpRequest newTab = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new?" + address))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        Matcher socket = SOCKET.matcher(client.send(newTab, HttpResponse.BodyHandlers.ofString()).body());
        if (!socket.find()) {
            throw new IOException("chromium opened no page for " + address);
        }
        Messages messages = new Messages();
        WebSocket tab = client.newWebSocketBuilder().buildAsync(URI.create(socket.group(1)), messages).join();
        String question = "{\"id\":1,\"method\":\"Runtime.evaluate\",\"params\":{\"expression\":\""
                + "document.readyState == 'complete' && " + condition + "\"}}";
        boolean fulfilled = false;
        for (int i = 0; i < SECONDS * 10 && !fulfilled; i++) {
            tab.sendText(question, true).join();
            fulfilled = messages.next().contains("\"value\":true");
            if (!fulfilled) {
                Thread.sleep(100);
            }
        }
        if (!fulfilled) {
            wrong.add(address + " does not become: " + condition);
        }
        tab.sendText("{\"id\":2,\"method\":\"Page.captureScreenshot\"}", true).join();
        Matcher picture = PICTURE.matcher(messages.next());
        if (picture.find()) {
            Files.write(pictures.resolve(name + ".png"), Base64.getDecoder().decode(picture.group(1)));
        } else {
            wrong.add(address + " gave no picture");
        }
        tab.abort();
    }

    /** The answers, each of which may arrive in parts. */
    private static final class Messages implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> whole = new LinkedBlockingQueue<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                whole.add(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        String next() throws IOException, InterruptedException {
            String message = whole.poll(SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new IOException("chromium does not answer");
            }
            return message;
        }
    }
}
