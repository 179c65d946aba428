Describe 'Update-StateRepo' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $source = New-Source TestDrive:/source
    }

    BeforeEach {
        Remove-Item TestDrive:/origin, TestDrive:/copy -Recurse -Force -ErrorAction Ignore
        $origin = New-StateRepo TestDrive:/origin
        $copy = Import-StateRepo $origin.Path TestDrive:/copy
        # A dependency by a local path, which git's own submodule commands refuse.
        $null = $origin | Add-StateDependency $source -Name app
        $origin = Get-StateRepo $origin.Path
    }

    It 'pulls, and fetches what the new commit pins' {
        $updated = $copy | Update-StateRepo
        $updated.Head | Should -Be $origin.Head
        ($updated | Get-StateDependency).Present | Should -BeTrue
        ($updated | Test-StateRepo).Complete | Should -BeTrue
    }

    It 'completes a repository after git pull, as the error says' {
        Invoke-Git -C $copy.Path pull -q
        $result = Invoke-Apart { Get-StateRepo $copy.Path | Build-ServerImage -ErrorAction Continue }
        $result.Ids | Should -Be IncompleteRepository
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -Match 'Update-StateRepo'
        Push-Location $copy.Path
        try { Update-StateRepo | Test-StateRepo | ForEach-Object Complete | Should -BeTrue } finally { Pop-Location }
    }

    It 'takes the path of a folder in it' {
        (Update-StateRepo "$($copy.Path)/rootfs").Head | Should -Be $origin.Head
    }

    It 'keeps uncommitted changes, and refuses to overwrite one' {
        Set-Content "$($copy.Path)/notes" mine
        Add-Content "$($copy.Path)/state.yaml" '# mine'
        ($copy | Update-StateRepo).Head | Should -Be $origin.Head
        git -C $copy.Path status --porcelain | Should -Be ' M state.yaml', '?? notes'

        Add-Content "$($origin.Path)/state.yaml" '# theirs'
        Invoke-Git -C $origin.Path commit -q -a -m Theirs
        $result = Invoke-Apart { $copy | Update-StateRepo -ErrorAction Continue }
        $result.Ids | Should -Be UncommittedChanges
        "$($result.Errors)" | Should -Match 'state.yaml'
        Get-Content "$($copy.Path)/state.yaml" | Select-Object -Last 1 | Should -Be '# mine'
    }

    It 'refuses histories that went apart, and says what to do' {
        Set-Content "$($copy.Path)/rootfs/mine" mine
        Invoke-Git -C $copy.Path add rootfs/mine
        Invoke-Git -C $copy.Path commit -q -m Mine
        $result = Invoke-Apart { $copy, $origin | Update-StateRepo -ErrorAction Continue }
        $result.Ids | Should -Be NotFastForward
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -Match 'git pull --rebase'
        $result.Output.Path | Should -Be $origin.Path
    }

    It 'changes nothing with -WhatIf' {
        $copy | Update-StateRepo -WhatIf | Should -BeNullOrEmpty
        (Get-StateRepo $copy.Path).Head | Should -Be $copy.Head
    }

    It 'says that there is no repository' {
        $null = New-Item TestDrive:/plain -ItemType Directory -Force
        (Invoke-Apart { Update-StateRepo TestDrive:/plain -ErrorAction Continue }).Ids | Should -Be NotARepository
    }
}
