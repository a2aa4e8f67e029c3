using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using ZsrbPaper.Benchmarks.Delivery;
using ZsrbPaper.Benchmarks.Measuring;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Benchmarks.Importing;

/// <summary>
/// The import of a packaged edition, as an administrator starts it, against poppler and libvips alone (<see cref="PopplerAndVips"/>) on the same files, in turn;
/// then a month of editions in one command. Each round begins with an empty database and an empty store.
/// </summary>
/// <param name="server">Where files are kept between runs.</param>
/// <param name="portal">A published portal; null publishes this one.</param>
/// <param name="rounds">How often each is run.</param>
/// <param name="editions">How many are imported in one command.</param>
/// <param name="output">The report.</param>
internal sealed class ImportBenchmark(BenchmarkServer server, string? portal, int rounds, int editions, TextWriter output)
{
    /// <summary>The command that runs <see cref="PopplerAndVips"/> in a process of its own.</summary>
    public const string BaselineCommand = "import-baseline";

    private const double Target = 1.3;
    private const double TargetMegabytes = 1_000;

    private readonly string _folder = Path.Combine(server.Folder, "import");

    public async Task RunAsync(PackagePlan plan, CancellationToken cancellationToken)
    {
        var packages = new PackageGenerator(plan, _folder);
        await packages.PrepareAsync(cancellationToken);
        var program = portal ?? await PublishedPortal.PublishAsync(Path.Combine(_folder, "portal"), cancellationToken);
        var pairs = new List<(MeasuredProcess Alone, MeasuredProcess Import)>();
        for (var round = 1; round <= rounds; round++)
        {
            var alone = await RunAloneAsync(packages.First, cancellationToken);
            var import = await ImportAsync(program, packages, [packages.First], cancellationToken);
            await Console.Error.WriteLineAsync(Text($"{round}/{rounds}: {Show(alone)}; import {Show(import)}"));
            pairs.Add((alone, import));
            if (round == 1)
            {
                await RequireSameFilesAsync(packages.First, cancellationToken);
            }
        }

        await WriteRatiosAsync(plan, packages.First, pairs);
        if (editions > 1)
        {
            await WriteRateAsync(plan, program, packages, cancellationToken);
        }

        Empty("alone");
        Empty("data");
    }

    private async Task WriteRatiosAsync(PackagePlan plan, string package, List<(MeasuredProcess Alone, MeasuredProcess Import)> pairs)
    {
        var files = Directory.EnumerateFiles(package, "*", SearchOption.AllDirectories).Select(file => new FileInfo(file)).ToList();
        double Megabytes(string extension) => files.Where(file => file.Extension == extension).Sum(file => file.Length) / 1e6;
        await output.WriteLineAsync(Text(
            $"""
            # Import

            `import` of {DateTime.UtcNow:yyyy-MM-dd} on {Machine.Describe()}: an edition of {plan} ({Megabytes(".pdf"):0} MB of PDF, {Megabytes(".jpg"):0} MB of JPEG), as a folder, into an
            empty SQLite database and an empty store, with the portal published with ReadyToRun; against `pdftocairo` and libvips alone, which make the same pictures
            of the same files, and do nothing else. {(pairs.Count == 1 ? "One round" : $"{pairs.Count} rounds in turn")}. Aimed at: {Target} times the time, {TargetMegabytes:0} MB.

            | | median | min–max |
            | --- | ---: | ---: |
            """));
        await RowAsync("time of the import / of poppler and libvips", pairs.Select(pair => pair.Import.Time / pair.Alone.Time), "0.00", Target);
        await RowAsync("the same of the processors' time", pairs.Select(pair => pair.Import.Processor / pair.Alone.Processor), "0.00", null);
        await RowAsync("import, s", pairs.Select(pair => pair.Import.Time.TotalSeconds), "0.0", null);
        await RowAsync("import, s of processors", pairs.Select(pair => pair.Import.Processor), "0.0", null);
        await RowAsync("poppler and libvips, s", pairs.Select(pair => pair.Alone.Time.TotalSeconds), "0.0", null);
        await RowAsync("poppler and libvips, s of processors", pairs.Select(pair => pair.Alone.Processor), "0.0", null);
        await RowAsync("import, highest memory with the programs that it starts, MB", pairs.Select(pair => pair.Import.Peak), "0", TargetMegabytes);
        await RowAsync("import, highest memory without them, MB", pairs.Select(pair => pair.Import.OwnPeak), "0", null);
        await RowAsync("poppler and libvips, highest memory, MB", pairs.Select(pair => pair.Alone.Peak), "0", null);
        await output.WriteLineAsync(
            """

            Memory is what is resident, of all processes together, looked at every 25 ms. The processors' time hardly changes with what else the machine does; the time by the clock does.
            """);
    }

    private async Task RowAsync(string name, IEnumerable<double> values, string format, double? target)
    {
        var ordered = values.Order().ToList();
        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        var median = ordered[ordered.Count / 2];
        await output.WriteLineAsync($"| {name} | {Number(median)}{(median > target ? " **above the target**" : "")} | {Number(ordered[0])}–{Number(ordered[^1])} |");
    }

    private async Task WriteRateAsync(PackagePlan plan, string program, PackageGenerator packages, CancellationToken cancellationToken)
    {
        var folder = Empty("month");
        var all = Enumerable.Range(1, editions).Select(day => Path.Combine(folder, day.ToString("00", CultureInfo.InvariantCulture))).ToList();
        for (var day = 1; day <= editions; day++)
        {
            packages.WriteLater(day, all[day - 1]);
        }

        var import = await ImportAsync(program, packages, all, cancellationToken);
        Empty("month");

        // A line begins each edition, and one tells its outcome.
        var begun = import.Lines.Where(line => line.Text.StartsWith('[')).Select(line => line.At.TotalSeconds).ToList();
        var ended = import.Lines.Where(line => line.Text.Contains(plan.Pages == 1 ? " page, " : " pages, ", StringComparison.Ordinal)).Select(line => line.At.TotalSeconds).ToList();
        if (begun.Count != editions || ended.Count != editions)
        {
            throw new InvalidOperationException($"{editions} editions were not all imported:\n{string.Join('\n', import.Lines.Select(line => line.Text))}");
        }

        var seconds = begun.Zip(ended, (from, to) => to - from).ToList();
        var third = Math.Max(1, editions / 3);
        var (first, last) = (seconds.Take(third).Average(), seconds.TakeLast(third).Average());
        await output.WriteLineAsync(Text(
            $"""

            ## {editions} editions in one command

            | | |
            | --- | ---: |
            | all, s | {import.Time.TotalSeconds:0} |
            | an edition, s: median, min–max | {seconds.Order().ElementAt(editions / 2):0.0}, {seconds.Min():0.0}–{seconds.Max():0.0} |
            | the first {third}, mean, s | {first:0.0} |
            | the last {third}, mean, s | {last:0.0} ({last / first:0.00} times the first) |
            | highest memory with the programs that it starts, MB | {import.Peak:0}{(import.Peak > TargetMegabytes ? " **above the target**" : "")} |
            | s of processors for an edition | {import.Processor / editions:0.0} |
            """));
    }

    private Task<MeasuredProcess> RunAloneAsync(string package, CancellationToken cancellationToken)
    {
        // This program again; where it was started with the dotnet command, that is the process, and the program is its first argument.
        var self = Environment.ProcessPath!;
        string[] start = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [typeof(ImportBenchmark).Assembly.Location] : [];
        return MeasuredProcess.RunAsync(self, [.. start, BaselineCommand, package, Empty("alone")], cancellationToken);
    }

    private async Task<MeasuredProcess> ImportAsync(string program, PackageGenerator packages, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        string[] settings = [$"--Data:Root={Empty("data")}", "--Site:BaseUrl=https://paper.example.com"];
        await MeasuredProcess.RunAsync(program, ["newspaper", packages.Newspaper, .. settings], cancellationToken);
        return await MeasuredProcess.RunAsync(program, ["import", .. paths, .. settings], cancellationToken);
    }

    /// <summary>Both made the same pictures, so both had the same work.</summary>
    /// <exception cref="InvalidOperationException">They did not.</exception>
    private async Task RequireSameFilesAsync(string package, CancellationToken cancellationToken)
    {
        var store = Path.Combine(_folder, "data", "media");
        var alone = Path.Combine(_folder, "alone");
        var count = 0;
        foreach (var file in Directory.EnumerateFiles(package, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".pdf" or ".jpg"))
        {
            var hash = await HashOfAsync(file, cancellationToken);
            var stored = Path.GetExtension(file) == ".pdf"
                ? MediaNames.Facsimile(hash, FacsimilePublisher.VersionOf(hash, []), FacsimilePublisher.InfoFile)
                : MediaNames.Original(hash, "jpg");
            var made = Path.GetDirectoryName(Path.Combine(store, stored))!;
            var expected = PopplerAndVips.FolderOf(package, file, alone);

            // Beside the pictures there are the original, or the facts of the facsimile.
            if (Directory.GetFiles(expected).Length != Directory.GetFiles(made).Length - 1)
            {
                throw new InvalidOperationException($"The portal makes other files of {file} than the benchmark.");
            }

            foreach (var picture in Directory.EnumerateFiles(expected))
            {
                if (!await AreSameAsync(picture, Path.Combine(made, Path.GetFileName(picture)), cancellationToken))
                {
                    throw new InvalidOperationException($"The portal's {Path.GetFileName(picture)} of {file} is another than the benchmark's.");
                }

                count++;
            }
        }

        await Console.Error.WriteLineAsync($"Both made the same {count} files.");
    }

    private static async Task<bool> AreSameAsync(string first, string second, CancellationToken cancellationToken)
    {
        switch (Path.GetExtension(first))
        {
            case ".avif":
                // The encoder divides the picture among its threads, so that their number shows in the file, if hardly in its size.
                return Math.Abs((new FileInfo(first).Length / (double)new FileInfo(second).Length) - 1) < 0.05;
            case ".zip":
                // In the order in which threads finished them; beside them is a file that tells the time.
                return await TilesOfAsync(first, cancellationToken) is var tiles && tiles.SetEquals(await TilesOfAsync(second, cancellationToken));
            default:
                return await HashOfAsync(first, cancellationToken) == await HashOfAsync(second, cancellationToken);
        }
    }

    private static async Task<HashSet<(string Name, uint Checksum)>> TilesOfAsync(string file, CancellationToken cancellationToken)
    {
        await using var zip = await ZipFile.OpenReadAsync(file, cancellationToken);
        return [.. zip.Entries.Where(entry => entry.Name.EndsWith(".jpg", StringComparison.Ordinal)).Select(entry => (entry.FullName, entry.Crc32))];
    }

    private static async Task<string> HashOfAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    /// <summary>A folder with nothing in it.</summary>
    private string Empty(string name)
    {
        var path = Path.Combine(_folder, name);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        return Directory.CreateDirectory(path).FullName;
    }

    private static string Show(MeasuredProcess run) => Text($"{run.Time.TotalSeconds:0.0} s, {run.Processor:0.0} s of processors, {run.Peak:0} MB");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
