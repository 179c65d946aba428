import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

public class Server {
    public static void main(String[] words) throws Exception {
        var machine = Runtime.getRuntime();
        var server = HttpServer.create(new InetSocketAddress(8000), 0);
        server.setExecutor(Executors.newFixedThreadPool(machine.availableProcessors()));
        server.createContext("/", exchange -> {
            var seen = "{\"processors\": " + machine.availableProcessors() + ", \"heapBytes\": " + machine.maxMemory() + "}";
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, seen.length());
            try (var body = exchange.getResponseBody()) {
                body.write(seen.getBytes());
            }
        });
        server.start();
    }
}
