using ContainerState.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ContainerState.Definitions;

/// <summary>Reads one YAML document of untrusted text into nodes with line numbers.</summary>
/// <remarks>
/// Built on the parser's events with a stack of our own, since nothing here may depend on how deep or wide a hostile
/// file is: no aliases (so no alias bombs), no tags, no second document, at most 1 MiB, 20 levels, and 1000 keys.
/// </remarks>
internal static class YamlFile
{
    private const int Largest = 1 << 20;
    private const int Deepest = 20;
    private const int MostKeys = 1000;

    /// <summary>The document's top mapping.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The file's path, for errors.</param>
    /// <exception cref="StateFileException">It is not such a document.</exception>
    public static YamlMap Parse(string text, string file)
    {
        if (text.Length > Largest)
        {
            throw new StateFileException(file, 0, "", "the file is larger than 1 MiB", "Keep configuration in files of its own, below rootfs/.");
        }
        try
        {
            var top = Read(new Parser(new StringReader(text.TrimStart('\uFEFF'))), file);
            return top as YamlMap ?? throw new StateFileException(
                file, top?.Line ?? 0, "", $"the file holds {top?.Kind ?? "nothing"} where a mapping belongs", "Begin with keys, such as 'name: web'.");
        }
        catch (YamlException fault)
        {
            throw new StateFileException(
                file, (int)fault.Start.Line, "", "this is not valid YAML: " + fault.Message.TrimEnd('.'), "Mend the syntax there, or on the line before.");
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException)
        {
            // The parser trips over some texts that are no YAML, in place of saying so.
            throw new StateFileException(file, 0, "", "this is not valid YAML", "Mend the syntax.");
        }
    }

    private static YamlNode? Read(Parser parser, string file)
    {
        YamlNode? top = null;
        var open = new Stack<YamlNode>();
        var keys = new Stack<(string Key, int Line)?>();
        var documents = 0;
        while (parser.MoveNext())
        {
            var line = (int)parser.Current!.Start.Line;
            switch (parser.Current)
            {
                case DocumentStart when ++documents > 1:
                    throw Fault(line, "a second document begins here", "Keep one document in the file.");
                case AnchorAlias:
                    throw Fault(line, "an alias is used", "Write the value out.");
                case NodeEvent { Anchor.IsEmpty: false }:
                    throw Fault(line, "an anchor is used", "Write the value out where it is needed.");
                case NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } }:
                    throw Fault(line, "a tag is used", "Take the tag away; types follow from the key.");
                case Scalar scalar:
                    if (open.TryPeek(out var owner) && owner is YamlMap map && keys.Peek() is null)
                    {
                        if (map.Items.Exists(item => item.Key == scalar.Value))
                        {
                            throw Fault(line, $"the key {Quoted.Text(scalar.Value)} comes twice", "Keep one of the two.");
                        }
                        if (map.Items.Count == MostKeys)
                        {
                            throw Fault(line, $"a mapping has more than {MostKeys} keys", "Take keys away.");
                        }
                        keys.Pop();
                        keys.Push((scalar.Value, line));
                        break;
                    }
                    Place(new YamlScalar(line, scalar.Value, scalar.Style is not ScalarStyle.Plain));
                    break;
                case SequenceStart:
                    Open(new YamlList(line, []));
                    break;
                case MappingStart:
                    Open(new YamlMap(line, []));
                    break;
                case SequenceEnd or MappingEnd:
                    open.Pop();
                    keys.Pop();
                    break;
            }
        }
        return top;

        void Open(YamlNode node)
        {
            if (open.Count >= Deepest)
            {
                throw Fault(node.Line, $"it is nested more than {Deepest} levels deep", "Take levels away.");
            }
            Place(node);
            open.Push(node);
            keys.Push(null);
        }

        void Place(YamlNode node)
        {
            if (!open.TryPeek(out var owner))
            {
                top = node;
            }
            else if (owner is YamlList list)
            {
                list.Items.Add(node);
            }
            else if (owner is YamlMap map)
            {
                var key = keys.Pop() ?? throw Fault(node.Line, "a key is not a text", "Write the key as a plain word.");
                map.Items.Add((key.Key, key.Line, node));
                keys.Push(null);
            }
        }

        StateFileException Fault(int line, string detail, string remedy) => new(file, line, "", detail, remedy);
    }
}
