/** Permissions by the room they open, in the order they come. */
export function permissionGroups(permissions: string[]): Array<{ room: string; permissions: string[] }> {
  const rooms = new Map<string, string[]>();
  for (const permission of permissions) {
    const room = permission.split('.')[0] ?? permission;
    rooms.set(room, [...(rooms.get(room) ?? []), permission]);
  }
  return [...rooms].map(([room, inRoom]) => ({ room, permissions: inRoom }));
}
