namespace ContainerState.Platform;

/// <summary>Permission bits by what they are for.</summary>
internal static class FileModes
{
    /// <summary>0644: all read it, its owner writes it.</summary>
    public const int File = 0b110_100_100;

    /// <summary>0755: all read and run it, or look into it; its owner writes it.</summary>
    public const int Program = 0b111_101_101;

    /// <summary>0777: all may do all.</summary>
    public const int Open = 0b111_111_111;

    /// <summary>01777: all write there, and take away only what is their own, as in /tmp.</summary>
    public const int Sticky = 0b1_111_111_111;

    /// <summary>Makes a folder where it is not there, with a mode of which the caller's umask takes nothing.</summary>
    /// <returns>Its whole path.</returns>
    public static string MakeFolder(string path, UnixFileMode mode)
    {
        var folder = Directory.CreateDirectory(path).FullName;
        System.IO.File.SetUnixFileMode(folder, mode);
        return folder;
    }
}
