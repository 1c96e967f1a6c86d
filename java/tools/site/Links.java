import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks that every link of the site to a file of its own finds the file and the place in it, and that no page loads
 * anything from another host.
 */
final class Links {
    private static final Pattern LINK = Pattern.compile("<(?:a|link|script|img)\\s[^>]*?\\b(?:href|src)=\"([^\"]*)\"");
    /** A script, picture or style from another host: the site must also work without a network. */
    private static final Pattern FOREIGN = Pattern.compile(
            "<(?:script|img)\\s[^>]*?\\bsrc=\"https?:[^\"]*\""
                    + "|<link\\s[^>]*?rel=\"(?:stylesheet|icon)\"[^>]*?href=\"https?:[^\"]*\"");
    private static final Pattern PLACE = Pattern.compile("<[a-z][^>]*?\\s(?:id|name)=\"([^\"]+)\"");
    /** A place that a script makes, and a page's own top. */
    private static final Set<String> ANYWHERE = Set.of("", "__skip", "__search", "__drawer");

    private final Path site;
    private final Map<Path, Set<String>> places = new HashMap<>();

    Links(Path site) {
        this.site = site;
    }

    List<String> broken() throws IOException {
        List<String> broken = new ArrayList<>();
        List<Path> pages;
        try (Stream<Path> files = Files.walk(site)) {
            pages = files.filter(file -> file.toString().endsWith(".html"))
                    .filter(file -> !file.endsWith("404.html"))
                    .sorted()
                    .toList();
        }
        int links = 0;
        for (Path page : pages) {
            String text = Files.readString(page);
            FOREIGN.matcher(text)
                    .results()
                    .forEach(part -> broken.add(site.relativize(page) + " loads " + part.group()));
            Matcher link = LINK.matcher(text);
            Set<String> seen = new HashSet<>();
            while (link.find()) {
                String address = link.group(1).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
                if (!address.matches("(?i)[a-z][a-z0-9+.-]*:.*|//.*") && seen.add(address)) {
                    links++;
                    if (!leadsSomewhere(page, address)) {
                        broken.add(site.relativize(page) + " links to " + address);
                    }
                }
            }
        }
        System.out.println("links: " + links + " on " + pages.size() + " pages, " + broken.size() + " broken");
        if (links < 1000) {
            broken.add("the site has only " + links + " links");
        }
        return broken;
    }

    private boolean leadsSomewhere(Path page, String address) throws IOException {
        int mark = address.indexOf('#');
        String file = decoded((mark < 0 ? address : address.substring(0, mark)).replaceFirst("\\?.*", ""));
        Path found = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (Files.isDirectory(found)) {
            found = found.resolve("index.html");
        }
        if (!found.startsWith(site) || !Files.isRegularFile(found)) {
            return false;
        }
        String place = mark < 0 ? "" : decoded(address.substring(mark + 1));
        return ANYWHERE.contains(place) || !found.toString().endsWith(".html") || places(found).contains(place);
    }

    private Set<String> places(Path page) throws IOException {
        Set<String> known = places.get(page);
        if (known == null) {
            known = new HashSet<>();
            Matcher place = PLACE.matcher(Files.readString(page));
            while (place.find()) {
                known.add(place.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
            }
            places.put(page, known);
        }
        return known;
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
