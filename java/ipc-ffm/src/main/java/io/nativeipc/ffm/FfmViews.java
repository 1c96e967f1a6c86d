package io.nativeipc.ffm;

import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.sys.Views;

/** Makes mapped memory accessible as segments: each view in an arena of its own, or several in one. */
final class FfmViews implements Views {
    @Override
    public View of(long address, long byteSize, long lead, Unmapping unmapping) {
        return new FfmView(new FfmScope(), address, byteSize, lead, unmapping);
    }

    @Override
    public Views together() {
        FfmScope scope = new FfmScope();
        return (address, byteSize, lead, unmapping) -> new FfmView(scope, address, byteSize, lead, unmapping);
    }
}
