using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ZsrbPaper.Media.S3;

namespace ZsrbPaper.TestSupport.Media;

/// <summary>
/// A real S3 service for the tests of this process, started when first asked for: OpenStack Swift of this machine's packages, on a free
/// loopback port and a temporary folder. It lists 50 files at a time. Without Swift the test that asked skips and says so.
/// </summary>
public static class S3Service
{
    private const string AccessKey = "tests:paper";
    private static readonly Lazy<Task<Found>> _found = new(StartAsync);
    private static int _lastBucket;

    /// <summary>The settings of a store in a fresh bucket.</summary>
    public static async Task<S3Options> CreateBucketAsync()
    {
        var options = await DescribeAsync($"media-{Interlocked.Increment(ref _lastBucket)}");
        using var client = CreateClient(options);
        await client.PutBucketAsync(options.Bucket);
        return options;
    }

    /// <summary>The settings of a store in a bucket that need not be there.</summary>
    public static async Task<S3Options> DescribeAsync(string bucket)
    {
        var found = await _found.Value;
        if (found.Endpoint is null)
        {
            Missing.Skip(found.Missing!);
        }

        return new S3Options { Endpoint = found.Endpoint, Bucket = bucket, AccessKey = AccessKey, SecretKey = found.SecretKey };
    }

    /// <summary>The names of all objects in the bucket, in their order.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(S3Options options)
    {
        using var client = CreateClient(options);
        var names = new List<string>();
        await foreach (var found in client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = options.Bucket }).S3Objects)
        {
            names.Add(found.Key);
        }

        return names;
    }

    private static AmazonS3Client CreateClient(S3Options options) => new(
        new BasicAWSCredentials(options.AccessKey, options.SecretKey),
        new AmazonS3Config { ServiceURL = options.Endpoint, AuthenticationRegion = "us-east-1", ForcePathStyle = true });

    private static async Task<Found> StartAsync()
    {
        if (FindPython() is not { } python)
        {
            return new Found(null, "", "No S3 service for tests: OpenStack Swift is not installed (Debian: apt-get install swift-proxy swift-account swift-container swift-object).");
        }

        var secret = RandomNumberGenerator.GetHexString(24, lowercase: true);
        var folder = Directory.CreateTempSubdirectory("zsrbpaper-swift-").FullName;
        using var script = new StreamReader(typeof(S3Service).Assembly.GetManifestResourceStream("swift-server.py")!);
        var server = Process.Start(new ProcessStartInfo(python, ["-c", await script.ReadToEndAsync(), folder, AccessKey, secret])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = server.StandardError.ReadToEndAsync();

        // Its input ends with this process, however that ends, and it with its input.
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.StandardInput.Close();
            server.WaitForExit(TimeSpan.FromSeconds(20));
        };
        var port = await server.StandardOutput.ReadLineAsync();
        return int.TryParse(port, CultureInfo.InvariantCulture, out var number)
            ? new Found($"http://127.0.0.1:{number}", secret, null)
            : throw new InvalidOperationException($"Swift did not start:\n{await errors}");
    }

    /// <summary>A Python that has Swift; another than the system's, first on PATH, would not.</summary>
    private static string? FindPython()
    {
        foreach (var python in new[] { "/usr/bin/python3", Missing.FindProgram("python3") }.OfType<string>().Where(File.Exists))
        {
            using var tried = Process.Start(new ProcessStartInfo(
                python, ["-c", "import swift.common.middleware.s3api, swift.account.server, swift.container.server, swift.obj.server, swift.proxy.server"])
            {
                RedirectStandardError = true,
            })!;
            tried.StandardError.ReadToEnd();
            tried.WaitForExit();
            if (tried.ExitCode == 0)
            {
                return python;
            }
        }

        return null;
    }

    private sealed record Found(string? Endpoint, string SecretKey, string? Missing);
}
