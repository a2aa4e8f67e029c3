namespace ZsrbPaper.TestSupport;

/// <summary>
/// Real inputs of others, which are no part of the project and may lie beside it in <c>../shared/data</c>. Tests of them find nothing to test where it
/// does not: what they show is shown by inputs of the project's own as well.
/// </summary>
public static class BesideData
{
    /// <summary>All files of one of its folders and the folders in it; none where it is absent.</summary>
    public static IEnumerable<string> Files(string folder)
    {
        var path = RepositoryFolder.Find("..", "shared", "data", folder);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories) : [];
    }
}
