using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Util;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Media.S3;

/// <summary>
/// The media store as a bucket of an S3 service, which any number of nodes share: Amazon's, or one that speaks its language (Ceph, Swift,
/// MinIO, …). A file is one object, stored by one request, so it is there whole or not at all.
/// </summary>
/// <remarks>
/// Asks only for what such services have in common: no checksums of Amazon's own, no uploads in parts, no chunks with signatures of their own.
/// </remarks>
public sealed class S3MediaStore : IMediaStore, IDisposable
{
    /// <summary>What one request may store; more takes an upload in parts.</summary>
    private const long LargestFile = 5L * 1024 * 1024 * 1024;

    /// <summary>Bytes a second that a file is given time for.</summary>
    private const int SlowestUpload = 256 * 1024;

    private const int Tries = 4;

    private readonly S3Options _options;
    private readonly AmazonS3Client _client;
    private readonly string _prefix;
    private readonly TimeSpan _limit;

    /// <summary>Whether the service has not yet said that it does not know conditions of writing.</summary>
    private volatile bool _knowsConditions = true;

    public S3MediaStore(S3Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problems().FirstOrDefault() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        _options = options;
        _prefix = options.KeyPrefix;
        _limit = TimeSpan.FromSeconds(options.TimeoutSeconds);
        var config = new AmazonS3Config
        {
            // Ours is the limit of a whole request with its tries again.
            Timeout = Timeout.InfiniteTimeSpan,
            ConnectTimeout = TimeSpan.FromSeconds(Math.Min(5, options.TimeoutSeconds)),
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = Tries - 1,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { Length: > 0 } endpoint)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = options.Region is { Length: > 0 } region ? region : "us-east-1";
            config.ForcePathStyle = options.PathStyle ?? true;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
            config.ForcePathStyle = options.PathStyle ?? false;
        }

        _client = string.IsNullOrEmpty(options.AccessKey)
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Asks the service for a name of the bucket, so that wrong settings are told before anything depends on them.</summary>
    /// <exception cref="MediaStoreAwayException">It does not answer.</exception>
    /// <exception cref="IOException">It refuses, or has no such bucket.</exception>
    public Task CheckAsync(CancellationToken ct) => AskAsync(
        "be asked for its files", _limit, limited => _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _options.Bucket, Prefix = _prefix, MaxKeys = 1 }, limited), ct);

    public async Task<Stream?> OpenAsync(string name, CancellationToken ct)
    {
        MediaNames.Check(name);

        // The first part comes at once: small files take one request, and large ones are known by it to be there, and how long they are.
        var first = new byte[S3ReadStream.SmallestWindow];
        return await ReadAsync(name, 0, first, ct).ConfigureAwait(false) is var (count, length) ? new S3ReadStream(this, name, length, first, count) : null;
    }

    public async Task PutAsync(string name, Stream content, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(content);
        MediaNames.Check(name);
        if (await TouchAsync(name, ct).ConfigureAwait(false))
        {
            return;
        }

        if (content.CanSeek)
        {
            await UploadAsync(name, content, ct).ConfigureAwait(false);
            return;
        }

        // The service is to be told the length, and a try again starts from the beginning.
        var held = new FileStream(Path.GetTempFileName(), new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        await using (held.ConfigureAwait(false))
        {
            await content.CopyToAsync(held, ct).ConfigureAwait(false);
            held.Position = 0;
            await UploadAsync(name, held, ct).ConfigureAwait(false);
        }
    }

    public async Task<bool> ExistsAsync(string name, CancellationToken ct)
    {
        MediaNames.Check(name);
        return await AskAsync(
            $"be asked for {name}",
            _limit,
            async limited =>
            {
                try
                {
                    await _client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = _options.Bucket, Key = _prefix + name }, limited).ConfigureAwait(false);
                    return true;
                }
                catch (AmazonS3Exception e) when (IsMissing(e))
                {
                    return false;
                }
            },
            ct).ConfigureAwait(false);
    }

    public async Task DeleteAsync(string name, CancellationToken ct)
    {
        MediaNames.Check(name);
        await AskAsync(
            $"delete {name}",
            _limit,
            async limited =>
            {
                try
                {
                    await _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _options.Bucket, Key = _prefix + name }, limited).ConfigureAwait(false);
                }
                catch (AmazonS3Exception e) when (IsMissing(e))
                {
                    // Amazon says nothing then, others do.
                }

                return true;
            },
            ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>The service lists names in their order, so those of a folder come together.</remarks>
    public async IAsyncEnumerable<StoredFile> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        for (var request = new ListObjectsV2Request { BucketName = _options.Bucket, Prefix = _prefix }; ;)
        {
            var page = await AskAsync("list its files", _limit, limited => _client.ListObjectsV2Async(request, limited), ct).ConfigureAwait(false);
            foreach (var found in page.S3Objects ?? [])
            {
                var name = found.Key[_prefix.Length..];
                if (MediaNames.IsName(name))
                {
                    yield return new StoredFile(name, (found.LastModified ?? DateTime.UtcNow).ToUniversalTime());
                }
            }

            if (page.IsTruncated != true)
            {
                yield break;
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    /// <summary>Reads from a position on, as far as there is room.</summary>
    /// <returns>How much was read, and how long the file is; null when there is none.</returns>
    internal Task<(int Count, long Length)?> ReadAsync(string name, long start, Memory<byte> room, CancellationToken ct) => AskAsync(
        $"read {name}",
        _limit,
        async limited =>
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    using var found = await _client.GetObjectAsync(
                        new GetObjectRequest { BucketName = _options.Bucket, Key = _prefix + name, ByteRange = new ByteRange(start, start + room.Length - 1) }, limited).ConfigureAwait(false);

                    // "bytes 0-99/1234"; an empty file has no parts.
                    var range = found.ContentRange;
                    var length = range is { Length: > 0 } && long.TryParse(range.AsSpan(range.LastIndexOf('/') + 1), out var whole) ? whole : found.ContentLength;
                    if (start > 0 && length == found.ContentLength)
                    {
                        throw new NotSupportedException($"The S3 service ({_options.Where}) sends whole files only; it must support ranges.");
                    }

                    var count = (int)Math.Min(room.Length, length - start);
                    await found.ResponseStream.ReadExactlyAsync(room[..count], limited).ConfigureAwait(false);
                    return ((int Count, long Length)?)(count, length);
                }
                catch (AmazonS3Exception e) when (IsMissing(e))
                {
                    return null;
                }
                catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && start == 0)
                {
                    return (0, 0);
                }
                catch (IOException e)
                {
                    // What breaks off in the middle of an answer the SDK leaves to us.
                    if (attempt == Tries)
                    {
                        throw Away($"read {name}", e);
                    }
                }
            }
        },
        ct);

    private async Task UploadAsync(string name, Stream content, CancellationToken ct)
    {
        var start = content.Position;
        var length = content.Length - start;
        if (length > LargestFile)
        {
            throw new IOException($"{name} has {length:N0} bytes; the S3 service ({_options.Where}) takes {LargestFile:N0} at most in one request.");
        }

        var guarded = new S3ContentStream(content);
        await AskAsync(
            $"store {name}",
            _limit + TimeSpan.FromSeconds(length / SlowestUpload),
            async limited =>
            {
                for (var attempt = 1; ; attempt++)
                {
                    var isConditional = _knowsConditions;
                    content.Position = start;
                    try
                    {
                        var request = new PutObjectRequest
                        {
                            BucketName = _options.Bucket,
                            Key = _prefix + name,
                            ContentType = TypeOf(name),
                            InputStream = guarded,
                            AutoCloseStream = false,
                            AutoResetStreamPosition = false,
                            UseChunkEncoding = false,
                            IfNoneMatch = isConditional ? "*" : null,
                        };
                        await _client.PutObjectAsync(request, limited).ConfigureAwait(false);
                        return true;
                    }
                    catch (AmazonS3Exception e) when (isConditional && e.StatusCode == HttpStatusCode.PreconditionFailed)
                    {
                        // Another writer was first; the same name is the same content.
                        return true;
                    }
                    catch (AmazonS3Exception e) when (isConditional && e.StatusCode == HttpStatusCode.NotImplemented)
                    {
                        _knowsConditions = false;
                    }
                    catch (AmazonS3Exception e) when (isConditional && e.StatusCode == HttpStatusCode.Conflict && attempt < Tries)
                    {
                        // Another writer is at it, and may fail yet.
                    }
                }
            },
            ct).ConfigureAwait(false);
    }

    /// <summary>Makes the file count as written now: an object can be copied onto itself where its metadata are said anew.</summary>
    /// <returns>Whether there is such a file.</returns>
    private Task<bool> TouchAsync(string name, CancellationToken ct) => AskAsync(
        $"store {name}",
        _limit,
        async limited =>
        {
            try
            {
                var key = _prefix + name;
                var request = new CopyObjectRequest
                {
                    SourceBucket = _options.Bucket,
                    SourceKey = key,
                    DestinationBucket = _options.Bucket,
                    DestinationKey = key,
                    MetadataDirective = S3MetadataDirective.REPLACE,
                    ContentType = TypeOf(name),
                };
                await _client.CopyObjectAsync(request, limited).ConfigureAwait(false);
                return true;
            }
            catch (AmazonS3Exception e) when (IsMissing(e))
            {
                return false;
            }
        },
        ct);

    private static string TypeOf(string name) => AmazonS3Util.MimeTypeFromExtension(Path.GetExtension(name));

    /// <summary>The answer to HEAD has no body that could tell a missing bucket from a missing file.</summary>
    private static bool IsMissing(AmazonS3Exception e) => e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket";

    /// <summary>One thing that the service is asked for, within a time, with what goes wrong told as <see cref="IMediaStore"/> promises.</summary>
    private async Task<T> AskAsync<T>(string what, TimeSpan limit, Func<CancellationToken, Task<T>> askAsync, CancellationToken ct)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(limit);
        try
        {
            return await askAsync(limited.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new MediaStoreAwayException(
                $"The media store ({_options.Where}) could not {what} within {limit.TotalSeconds:0} seconds. Look whether the S3 service is up and can be reached; Media:S3:TimeoutSeconds gives it longer.", e);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchBucket")
        {
            throw new IOException($"The media store could not {what}: there is no {_options.Where}. Make the bucket, or set Media:S3:Bucket.", e);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            throw new IOException(
                $"The media store ({_options.Where}) could not {what}: the S3 service refused ({e.ErrorCode}: {e.Message}). Check Media:S3:AccessKey and Media:S3:SecretKey, Media:S3:Region and this machine's clock; the key needs the rights to list the bucket and to read, write and delete in it.",
                e);
        }
        catch (AmazonS3Exception e) when (e.StatusCode != 0 && (int)e.StatusCode < 500 && e.StatusCode != HttpStatusCode.TooManyRequests)
        {
            throw new IOException($"The media store ({_options.Where}) could not {what}: the S3 service answered {(int)e.StatusCode} ({e.ErrorCode}: {e.Message}).", e);
        }
        catch (Exception e) when (e is AmazonServiceException or HttpRequestException or HttpIOException or SocketException or IOException { InnerException: SocketException })
        {
            throw Away(what, e);
        }
        catch (AmazonClientException e)
        {
            throw new IOException(
                $"The media store ({_options.Where}) could not {what}: {e.Message} Without Media:S3:AccessKey and Media:S3:SecretKey, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set, or the machine have a role.", e);
        }
    }

    private MediaStoreAwayException Away(string what, Exception e) => new(
        $"The media store ({_options.Where}) could not {what}: {e.Message} Look whether the S3 service is up and Media:S3:Endpoint is its address.", e);
}
