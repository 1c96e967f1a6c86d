package io.nativeipc.inventory;

import java.util.List;

/**
 * The objects that the system listed, and what it could not list.
 *
 * @param objects the objects, by kind and then in the order of the system
 * @param gaps what the listing does not contain, one sentence each, with the reason and what to do; empty if nothing is
 *     missing
 */
public record Listing(List<ObjectInfo> objects, List<String> gaps) {}
