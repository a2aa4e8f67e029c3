using NetVips;

namespace ZsrbPaper.Core.Media;

/// <summary>
/// Stores a photo: the original as it came, for export, and its renditions, which are what is served. Renditions are oriented, in
/// sRGB and carry no metadata at all, so neither place nor camera nor profile.
/// </summary>
public sealed class PhotoPublisher(IMediaStore store)
{
    private readonly WorkPerName _work = new();

    /// <summary>Makes what is not there yet; harmless to repeat.</summary>
    /// <exception cref="MediaException">The picture cannot be worked on after all, or its original is nowhere.</exception>
    public async Task PublishAsync(PictureFile picture, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using var turn = await _work.TakeAsync(picture.Hash, ct).ConfigureAwait(false);
        var original = await OriginalFile.OpenAsync(store, picture.Path, picture.Hash, picture.Extension, ct).ConfigureAwait(false);
        await using (original.ConfigureAwait(false))
        {
            await original.StoreAsync(store, picture.Hash, picture.Extension, ct).ConfigureAwait(false);
            var missing = new List<(PhotoRendition Rendition, PictureEncoding Encoding)>();
            foreach (var rendition in PhotoRenditions.For(picture.Width))
            {
                foreach (var encoding in PhotoRenditions.Encodings)
                {
                    if (!await store.ExistsAsync(MediaNames.Rendition(picture.Hash, rendition, encoding), ct).ConfigureAwait(false))
                    {
                        missing.Add((rendition, encoding));
                    }
                }
            }

            if (missing.Count == 0)
            {
                return;
            }

            // Decoded once, at the widest size that is missing; every narrower one comes from there.
            var widest = missing.MaxBy(each => each.Rendition.Width).Rendition;
            using var decoded = await VipsAsync(
                () => Vips.LoadResized(original.Path, widest.Width, widest.HeightFor(picture.Width, picture.Height)), picture, ct).ConfigureAwait(false);
            foreach (var group in missing.GroupBy(each => each.Rendition, each => each.Encoding))
            {
                var height = group.Key.HeightFor(picture.Width, picture.Height);
                using var resized = await VipsAsync(() => Vips.Resize(decoded, group.Key.Width, height), picture, ct).ConfigureAwait(false);
                foreach (var encoding in group)
                {
                    var bytes = await VipsAsync(() => Vips.Encode(resized, encoding), picture, ct).ConfigureAwait(false);
                    using var content = new MemoryStream(bytes, writable: false);
                    await store.PutAsync(MediaNames.Rendition(picture.Hash, group.Key, encoding), content, ct).ConfigureAwait(false);
                }
            }
        }
    }

    private static async Task<T> VipsAsync<T>(Func<T> work, PictureFile picture, CancellationToken ct)
    {
        try
        {
            return await Vips.RunAsync(work, ct).ConfigureAwait(false);
        }
        catch (VipsException e)
        {
            throw new MediaException($"The picture {MediaNames.Original(picture.Hash, picture.Extension)} cannot be read: {Vips.Reason(e)}", innerException: e);
        }
    }
}
