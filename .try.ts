import sharp from 'sharp';
import { writeFileSync, mkdirSync } from 'node:fs';
import { fashionMnistPhotos } from './cli/demo/photos/source/fashion-mnist';
import { renderPhotos } from './cli/demo/photos/render-photos';
import { shrinkPhoto } from './cli/demo/photos/shrink-photo';
import { generatedPhotos } from './cli/demo/photos/source/generated-photos';
const which=process.argv[2]??'f'; const N=Number(process.argv[3]??24); const cols=Number(process.argv[4]??6);
const corr=(a:Uint8Array,b:Uint8Array)=>{let n=a.length,sa=0,sb=0;for(let i=0;i<n;i++){sa+=a[i]!;sb+=b[i]!}sa/=n;sb/=n;let x=0,y=0,z=0;for(let i=0;i<n;i++){const p=a[i]!-sa,q=b[i]!-sb;x+=p*q;y+=p*p;z+=q*q}return x/Math.sqrt(y*z)};
(async()=>{
 const src= which==='f'?fashionMnistPhotos({folder:'/usr/share/datasets/fashion-mnist'}):generatedPhotos({});
 const t=performance.now(); const ps=[];
 for await (const p of renderPhotos({source:src,count:N,seed:1})) ps.push(p);
 const ms=performance.now()-t; const sz=ps.map(p=>p.bytes.length).sort((a,b)=>a-b);
 console.log(N,'photos',ms.toFixed(0),'ms', 'KB min/p5/p50/p95/max', [0,.05,.5,.95,.999].map(q=>(sz[Math.floor(q*N)]!/1024).toFixed(0)).join(' '), 'MB', process.memoryUsage().rss>>20);
 const by:any={}; for(const p of ps){(by[p.format]??=[]).push(p.bytes.length>>10)}; for(const f in by) console.log(f,by[f].length, Math.min(...by[f]),Math.max(...by[f]));
 let small=0; for (const s of sz) if(s<20480||s>204800) small++; console.log('outside 20-200KB', small);
 const origs=[]; for await (const p of src.photos(N,1)) origs.push(p as any);
 const cs=[]; for(let i=0;i<Math.min(N,300);i++){ let o=origs[i].pixels; let d=o.data; if(o.width!==28) d=await sharp(o.data,{raw:{width:o.width,height:o.height,channels:1}}).resize(28,28,{kernel:'lanczos3'}).greyscale().raw().toBuffer(); cs.push(corr(d,(await shrinkPhoto(ps[i]!.bytes)).data)); }
 const ss=[...cs].sort((a,b)=>a-b); console.log(cs.map((c,i)=>[c,i] as const).sort((a,b)=>a[0]-b[0]).slice(0,8).map(x=>x[1]+':'+x[0].toFixed(2)).join(' '));console.log('corr min',ss[0],'p1',ss[Math.floor(ss.length*.01)],'p50',ss[ss.length>>1], 'worst', cs.indexOf(ss[0]!));
 const T=260; const K=Math.min(N,30); const rows=Math.ceil(K/cols);
 const comp=await Promise.all(ps.slice(0,K).map(async(p,i)=>({input:await sharp(p.bytes).autoOrient().resize(T,T,{fit:'contain',background:'#888'}).png().toBuffer(),left:(i%cols)*T,top:Math.floor(i/cols)*T})));
 await sharp({create:{width:cols*T,height:rows*T,channels:3,background:'#888'}}).composite(comp).png().toFile('/tmp/demo/sheet-'+which+'.png');
 if(process.argv[5]) writeFileSync('/tmp/demo/one.png',await sharp(ps[Number(process.argv[5])]!.bytes).autoOrient().png().toBuffer());
})();
