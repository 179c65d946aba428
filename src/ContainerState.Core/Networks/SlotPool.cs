using System.Globalization;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Networks;

/// <summary>The numbers in use, one small file each. Callers hold the host's lock.</summary>
/// <remarks>They stand apart from a server's own record, so that a damaged record still gives back what it held.</remarks>
internal sealed class SlotPool(Host host)
{
    private const string Serving = "serving";

    /// <summary>All that are in use.</summary>
    public IReadOnlyList<Slot> ReadAll()
    {
        var slots = new List<Slot>();
        foreach (var path in Directory.GetFiles(host.Slots))
        {
            if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                slots.Add(Read(number));
            }
            else
            {
                // The temporary file of a writer that was killed: under the lock nobody else writes.
                File.Delete(path);
            }
        }
        return slots;
    }

    /// <summary>Takes the lowest free numbers.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.AddressesUsedUp"/>: There are not enough.</exception>
    public IReadOnlyList<Slot> Take(IReadOnlyList<string> names, string image, NetworkAccess access, IReadOnlyList<Slot> used, Subnet subnet)
    {
        var most = Math.Min(Math.Min(subnet.Servers, HostBridge.MostPorts), SubordinateIds.Servers);
        var taken = used.Select(slot => slot.Number).ToHashSet();
        // A device that is still there belongs to a container that is going; its number is not free yet.
        var free = Enumerable.Range(0, most)
            .Where(number => !taken.Contains(number) && !ContainerNetwork.Exists(number))
            .Take(names.Count)
            .ToList();
        if (free.Count < names.Count)
        {
            throw NetworkFaults.NoAddress(subnet.ToString());
        }
        var slots = free.Select((number, index) => new Slot(number, names[index], image, access)).ToList();
        foreach (var slot in slots)
        {
            Write(slot);
        }
        return slots;
    }

    /// <summary>Says which servers of fleets take new connections.</summary>
    /// <param name="admitted">These do from now on.</param>
    /// <param name="withdrawn">These do not.</param>
    public void Serve(IReadOnlyCollection<string> admitted, IReadOnlyCollection<string> withdrawn)
    {
        foreach (var slot in ReadAll().Where(slot => slot.Access.Fleet.Length > 0))
        {
            if (slot.Serves ? withdrawn.Contains(slot.Name) : admitted.Contains(slot.Name))
            {
                Write(slot with { Serves = !slot.Serves });
            }
        }
    }

    /// <summary>The slot of a container; null when it has none.</summary>
    /// <param name="name">The container.</param>
    /// <param name="likely">The number that its record names; the slot's own file decides.</param>
    public Slot? Find(string name, int? likely) =>
        likely is { } number && File.Exists(PathOf(number)) && Read(number) is var slot && slot.Name == name
            ? slot
            : ReadAll().FirstOrDefault(other => other.Name == name);

    /// <summary>Gives a number back.</summary>
    public void Release(int number) => File.Delete(PathOf(number));

    private Slot Read(int number)
    {
        var lines = File.ReadAllText(PathOf(number)).Split('\n');
        var fields = lines[0].Split(' ');
        try
        {
            if (fields.Length > 2 && lines.Length > 1)
            {
                return new(number, fields[0], fields[1], NetworkAccess.FromLines(lines.Skip(1), fields[2] == "egress"), lines.Contains(Serving));
            }
        }
        catch (InvalidNameException)
        {
            // As damaged as one that is cut short: it keeps nothing open.
        }
        return new(number, "", "", new());
    }

    private void Write(Slot slot)
    {
        string[] lines = [$"{slot.Name} {slot.Image} {(slot.Access.Egress ? "egress" : "inside")}", .. slot.Access.ToLines(), .. (string[])(slot.Serves ? [Serving] : [])];
        WholeFile.Write(PathOf(slot.Number), string.Join('\n', lines) + "\n", lasting: false);
    }

    private string PathOf(int number) => Path.Combine(host.Slots, number.ToString(CultureInfo.InvariantCulture));
}
